-- grain: one row per month, unit and sheet, or summed over those of the three that are not asked apart
-- parameters: period, unit_code (null: all), by_period, by_unit, by_sheet
WITH asked AS (
    SELECT CASE WHEN %(by_period)s THEN period END AS period, CASE WHEN %(by_unit)s THEN unit_code END AS unit_code,
           CASE WHEN %(by_sheet)s THEN entity END AS entity,
           is_expected, received_at, is_on_time, passed_first, rows, rows_right, rows_refused
    FROM ops.sheet_month
    WHERE (%(period)s::text IS NULL OR period = %(period)s)
      AND (%(unit_code)s::text IS NULL OR unit_code = %(unit_code)s)
)
SELECT period, unit_code, entity,
       count(*) FILTER (WHERE is_expected) AS expected,
       count(*) FILTER (WHERE is_expected AND received_at IS NOT NULL) AS actual,
       count(*) FILTER (WHERE is_expected AND is_on_time) AS on_time,
       sum(rows)::bigint AS rows, sum(rows_right)::bigint AS rows_right, sum(rows_refused)::bigint AS rows_refused,
       count(passed_first) AS attempted, count(*) FILTER (WHERE passed_first) AS passed_first
FROM asked
GROUP BY period, unit_code, entity
ORDER BY period, unit_code COLLATE "C", entity COLLATE "C"
