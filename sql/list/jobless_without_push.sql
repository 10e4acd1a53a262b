-- grain: one row per person out of work when the month before ended to whom no post was pushed in the month
-- parameters: none
SELECT unit_code, 'worker_employment' AS entity, stage_row_id, village_name, person_name, id_no, household_no
FROM pg_temp.service_jobless_before AS jobless
WHERE NOT EXISTS (SELECT FROM pg_temp.service_push AS push WHERE push.id_no = jobless.id_no)
ORDER BY unit_code, village_name, id_no
