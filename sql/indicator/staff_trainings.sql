-- grain: one row per training of staff that a unit held this year
-- parameters: as_of
SELECT unit_code, row_key AS member, TRUE AS in_numerator, TRUE AS in_denominator, 'activity' AS entity, stage_row_id
FROM pg_temp.ever_activity
WHERE activity_kind = '1'  -- 培训会
  AND held_on BETWEEN date_trunc('year', %(as_of)s::date)::date AND %(as_of)s
