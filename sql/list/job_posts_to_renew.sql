-- grain: one row per post offered that is not valid on the day: expired, without places, or not confirmed lately
-- parameters: none
SELECT unit_code, 'job_post' AS entity, stage_row_id, post_no, uscc, job_title, headcount, valid_until, confirmed_on
FROM pg_temp.job_post_state
WHERE NOT is_valid
ORDER BY valid_until NULLS FIRST, post_no COLLATE "C"
