-- grain: one row per registered labourer who is employed and outside the working age: no figure counts him
-- parameters: none
SELECT unit_code, 'worker_employment' AS entity, stage_row_id, person_name, id_no, village_name, age, start_date, employer_name
FROM pg_temp.person
WHERE is_employed AND NOT is_of_age
ORDER BY unit_code, id_no
