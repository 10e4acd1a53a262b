-- grain: one row per recruiting company that was found untrue and is not removed; the first due first
-- parameters: recruiter_remove_days (calendar days)
SELECT unit_code, 'recruiter' AS entity, stage_row_id, company_name, uscc, verified_on, verify_result,
       untrue_on AS first_seen, untrue_on + %(recruiter_remove_days)s AS due_by
FROM pg_temp.recruiter_state
WHERE is_untrue
ORDER BY untrue_on, unit_code COLLATE "C", uscc COLLATE "C"
