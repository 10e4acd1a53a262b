-- grain: one row per person who works on the day: since when, and whether that is stable
-- parameters: as_of, stable_mode (continuous, or cumulative_year: months of work of the calendar year), stable_months
CREATE TEMPORARY TABLE stability ON COMMIT DROP AS
WITH bounds AS (
    SELECT (%(as_of)s::date - make_interval(months => %(stable_months)s))::date AS latest_start,
           date_trunc('year', %(as_of)s::date)::date AS new_year
),
worked AS (
    SELECT row_key, min(joined_from) FILTER (WHERE ended_on IS NULL) AS employed_since,
           range_agg(daterange(greatest(began_on, new_year), coalesce(ended_on, %(as_of)s), '[]'))
               FILTER (WHERE began_on <= %(as_of)s AND coalesce(ended_on, %(as_of)s) >= greatest(began_on, new_year)) AS days
    FROM pg_temp.spell CROSS JOIN bounds
    GROUP BY row_key
    HAVING bool_or(ended_on IS NULL)
)
SELECT row_key, employed_since,
       CASE %(stable_mode)s
           WHEN 'cumulative_year' THEN (SELECT coalesce(sum(upper(stretch) - lower(stretch)), 0) FROM unnest(days) AS stretch)
                                       >= %(as_of)s::date - latest_start
           ELSE employed_since <= latest_start
       END AS is_stable
FROM worked CROSS JOIN bounds
