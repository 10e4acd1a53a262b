-- grain: one row per subsidy of a time from the month after its person left; row_key is null when it was refused already
-- parameters: exit_words
SELECT unit_code, 'subsidy' AS entity, stage_row_id, row_key, person_name, id_no, subsidy_kind, period_from, period_to, amount,
       paid_on, %(exit_words)s::jsonb ->> exit_type AS exit_type, exit_on, stop_from
FROM pg_temp.subsidy_after_exit
WHERE is_violation
ORDER BY unit_code, id_no, subsidy_kind, period_from
