-- grain: one row per unit: its rows that stand at the platform, by the periods before, and once all that waits is taken
-- parameters: kind, dataset, period; a quarter is told anew, a month goes on from the one before
WITH told AS (
    SELECT row_key, action, unit_code, publication_id, period COLLATE "C" AS period
    FROM ops.told_row
    WHERE kind = %(kind)s AND dataset = %(dataset)s AND period COLLATE "C" <= %(period)s AND status <> 'rejected'
),
newest_before AS (SELECT max(period) AS period FROM told WHERE period < %(period)s),
before AS (
    SELECT DISTINCT ON (row_key) unit_code, action
    FROM told CROSS JOIN newest_before
    WHERE told.period < %(period)s AND (%(kind)s = 'month' OR told.period = newest_before.period)
    ORDER BY row_key, publication_id DESC
),
after AS (
    SELECT DISTINCT ON (row_key) unit_code, action
    FROM told
    WHERE %(kind)s = 'month' OR period = %(period)s
    ORDER BY row_key, publication_id DESC
),
standing AS (
    SELECT unit_code, 1 AS before, 0 AS after FROM before WHERE action <> 'ended'
    UNION ALL
    SELECT unit_code, 0, 1 FROM after WHERE action <> 'ended'
)
SELECT coalesce(unit_code, '') AS unit_code, sum(before)::int AS before, sum(after)::int AS after
FROM standing
GROUP BY unit_code
ORDER BY unit_code COLLATE "C" NULLS FIRST
