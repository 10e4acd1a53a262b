-- grain: one row per unit that held trainings of staff this year; counted when it held as many as the notice hopes for
-- parameters: as_of, staff_trainings_excellent
SELECT unit_code, unit_code AS member, count(*) >= %(staff_trainings_excellent)s AS in_numerator,
       TRUE AS in_denominator, 'activity' AS entity, max(stage_row_id) AS stage_row_id
FROM pg_temp.ever_activity
WHERE activity_kind = '1'  -- 培训会
  AND held_on BETWEEN date_trunc('year', %(as_of)s::date)::date AND %(as_of)s
GROUP BY unit_code
