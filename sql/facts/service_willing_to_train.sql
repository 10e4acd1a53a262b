-- grain: one row per registered labourer who is out of work and wants to be trained
-- parameters: none
CREATE TEMPORARY TABLE service_willing_to_train ON COMMIT DROP AS
SELECT unit_code, id_no, person_name, household_no, village_name, stage_row_id,
       EXISTS (SELECT FROM pg_temp.service_training_done AS done WHERE done.id_no = person.id_no) AS is_trained
FROM pg_temp.person
WHERE is_of_age AND training_intent AND employment_status = '2'  -- 未就业
