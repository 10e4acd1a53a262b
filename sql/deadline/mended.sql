-- grain: one row per month and unit, or summed over those of the two that are not asked apart
-- parameters: period, unit_code (null: all), by_period, by_unit
WITH asked AS (
    SELECT CASE WHEN %(by_period)s THEN period END AS period, CASE WHEN %(by_unit)s THEN unit_code END AS unit_code,
           fixed, fixed_days
    FROM ops.unit_month
    WHERE (%(period)s::text IS NULL OR period = %(period)s)
      AND (%(unit_code)s::text IS NULL OR unit_code = %(unit_code)s)
)
SELECT period, unit_code, sum(fixed)::bigint AS fixed, sum(fixed_days)::bigint AS fixed_days
FROM asked
GROUP BY period, unit_code
