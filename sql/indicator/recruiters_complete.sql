-- grain: one row per recruiting company that is not removed
-- parameters: none
SELECT unit_code, uscc AS member, is_complete AS in_numerator, TRUE AS in_denominator,
       'recruiter' AS entity, stage_row_id
FROM pg_temp.recruiter_state
