-- grain: one row per post offered; valid = not expired, places left, confirmed lately enough
-- parameters: none
SELECT unit_code, post_no AS member, is_valid AS in_numerator, TRUE AS in_denominator,
       'job_post' AS entity, stage_row_id
FROM pg_temp.job_post_state
