-- grain: one row per labourer out of work who wants to be trained and was not trained this year
-- parameters: none
SELECT unit_code, 'worker_employment' AS entity, stage_row_id, village_name, person_name, id_no, household_no
FROM pg_temp.service_willing_to_train
WHERE NOT is_trained
ORDER BY unit_code, village_name, id_no
