-- grain: one row per carrier that is there on the day or has left: its standard, and where it stands in looking back
-- parameters: as_of, inactive_operating_statuses, carrier_standards, lookback_{after_months, since, states}
CREATE TEMPORARY TABLE carrier_state ON COMMIT DROP AS
WITH dated AS (
    SELECT *, valid_to IS NULL OR valid_to > %(as_of)s AS is_there,
           coalesce(exit_date <= %(as_of)s, FALSE) AS has_exited,
           -- A year is over on the day after it: 29 February 2020 and one year are over on 1 March 2021.
           coalesce(on_platform_on + make_interval(months => %(lookback_after_months)s) < %(as_of)s, FALSE) AS is_old,
           coalesce(lookback_on BETWEEN date_trunc('year', %(as_of)s::date) AND %(as_of)s, FALSE) AS is_this_year,
           -- What has no day, or a day to come, has not been done; a recheck belongs to the look-back before it.
           CASE WHEN lookback_on <= %(as_of)s THEN coalesce(lookback_result, '') END AS looked,
           CASE WHEN recheck_on BETWEEN lookback_on AND %(as_of)s THEN coalesce(recheck_result, '') END AS rechecked
    FROM pg_temp.latest_carrier
),
told AS (
    -- 1 = 达标: a look-back that was passed is over with its year; one that was not goes on until it ends.
    SELECT *, CASE WHEN is_this_year OR coalesce(rechecked, looked) <> '1' THEN looked END AS lookback,
           CASE WHEN is_this_year OR coalesce(rechecked, looked) <> '1' THEN rechecked END AS recheck
    FROM dated
),
standing AS (
    SELECT told.*, step.state, step.next_step, step.counted_from, step.days,
           greatest(on_platform_on + make_interval(months => %(lookback_after_months)s, days => 1),
                    %(lookback_since)s::date,
                    CASE WHEN looked IS NOT NULL THEN lookback_on + interval '1 year' END) AS asked_for
    FROM told
    -- The first line of the pack that fits says where a carrier stands; what a line does not name may be anything.
    CROSS JOIN LATERAL (
        SELECT *
        FROM ROWS FROM (jsonb_to_recordset(%(lookback_states)s) AS (
            state text, exited boolean, over_a_year boolean, lookback text, recheck text,
            next_step text, counted_from text, days integer
        )) WITH ORDINALITY AS line (
            state, exited, over_a_year, lookback, recheck, next_step, counted_from, days, place
        )
        WHERE (line.exited IS NULL OR line.exited = told.has_exited)
          AND (line.over_a_year IS NULL OR line.over_a_year = told.is_old)
          AND (line.lookback IS NULL OR line.lookback = told.lookback)
          AND (line.recheck IS NULL OR line.recheck = told.recheck)
        ORDER BY line.place
        LIMIT 1
    ) AS step
    WHERE told.is_there OR told.has_exited
)
SELECT standing.*, wanted.floor_area AS floor_area_min, wanted.posts AS posts_min,
       wanted.poor_workers AS poor_workers_min,
       is_there AND NOT has_exited AND recognised_on <= %(as_of)s
           AND NOT coalesce(operating_status = ANY(%(inactive_operating_statuses)s), FALSE) AS is_active,
       -- Null where the kind has no standard; a number that is not told proves nothing.
       CASE WHEN wanted.carrier_type IS NOT NULL THEN
           coalesce(standing.floor_area, 0) >= coalesce(wanted.floor_area, 0)
               AND coalesce(standing.posts, 0) >= coalesce(wanted.posts, 0)
               AND coalesce(standing.poor_workers, 0) >= coalesce(wanted.poor_workers, 0)
       END AS is_up_to_standard,
       CASE counted_from
           WHEN 'lookback' THEN lookback_on + standing.days
           WHEN 'recheck' THEN recheck_on + standing.days
           WHEN 'year_end' THEN (date_trunc('year', asked_for) + interval '1 year - 1 day')::date
       END AS due_by
FROM standing
LEFT JOIN jsonb_to_recordset(%(carrier_standards)s) AS wanted (
    carrier_type text, floor_area numeric, posts integer, poor_workers integer
) ON wanted.carrier_type = standing.carrier_type
