-- grain: one row per unit that told of typical cases of the due day's year; counted when one of them came in time
-- parameters: as_of, typical_case_by (date)
SELECT unit_code, unit_code AS member, bool_or(held_on <= %(typical_case_by)s) AS in_numerator, TRUE AS in_denominator,
       'activity' AS entity, min(stage_row_id) AS stage_row_id
FROM pg_temp.ever_activity
WHERE activity_kind = '2'  -- 典型案例
  AND held_on BETWEEN date_trunc('year', %(typical_case_by)s::date)::date AND %(as_of)s
GROUP BY unit_code
