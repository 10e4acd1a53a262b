-- grain: one row per recruiting company that is not complete or not verified lately, not untrue; the first due first
-- parameters: recruiter_complete_days (calendar days)
SELECT unit_code, 'recruiter' AS entity, stage_row_id, company_name, uscc, area, contact_name, contact_phone,
       verified_on, verify_result, doubtful_on AS first_seen, doubtful_on + %(recruiter_complete_days)s AS due_by
FROM pg_temp.recruiter_state
WHERE NOT is_untrue AND NOT (is_complete AND is_verified)
ORDER BY doubtful_on, unit_code COLLATE "C", uscc COLLATE "C"
