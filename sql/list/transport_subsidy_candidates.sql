-- grain: one row per registered labourer who is due the subsidy this year
-- parameters: subsidy_states (words)
SELECT unit_code, 'worker_employment' AS entity, stage_row_id, village_name, person_name, id_no, tier, amount_min, amount_max,
       reason, work_region, employer_name, start_date,
       %(subsidy_states)s::jsonb ->> state AS subsidy_state
FROM pg_temp.subsidy_due
WHERE subsidy_kind = '01' -- 转移就业交通补助
ORDER BY unit_code, id_no
