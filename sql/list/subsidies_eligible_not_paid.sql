-- grain: one row per registered labourer and kind of subsidy that he is due this year and has not got
-- parameters: subsidy_states (words)
SELECT unit_code, 'worker_employment' AS entity, stage_row_id, village_name, person_name, id_no, subsidy_kind, tier, amount_min,
       reason, %(subsidy_states)s::jsonb ->> state AS subsidy_state, approved_on
FROM pg_temp.subsidy_due
WHERE paid_on IS NULL
ORDER BY unit_code, id_no, subsidy_kind
