-- grain: one row per 两后生 who wants to study or to be trained and cannot yet
-- parameters: none
SELECT unit_code, 'two_later_student' AS entity, stage_row_id, village_name, person_name, id_no, graduation_level,
       study_intent AND NOT is_enrolled AS lacks_school, training_intent AND NOT is_trained AS lacks_training
FROM pg_temp.service_two_later_student
WHERE (study_intent AND NOT is_enrolled) OR (training_intent AND NOT is_trained)
ORDER BY unit_code, village_name, id_no
