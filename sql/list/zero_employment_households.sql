-- grain: one row per registered household in which a member seeks work and none has any
-- parameters: none
SELECT unit_code, 'worker_employment' AS entity, stage_row_id, village_name, household_no, relocated, labourers,
       willing_unemployed
FROM pg_temp.household
WHERE has_zero_employment
ORDER BY unit_code, relocated DESC, household_no
