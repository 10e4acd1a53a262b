-- grain: one row per wish (to study, to be trained) of a 两后生
-- parameters: none
SELECT unit_code, row_key || '/study' AS member, is_enrolled AS in_numerator, TRUE AS in_denominator,
       'two_later_student' AS entity, stage_row_id
FROM pg_temp.service_two_later_student
WHERE study_intent
UNION ALL
SELECT unit_code, row_key || '/training', is_trained, TRUE, 'two_later_student', stage_row_id
FROM pg_temp.service_two_later_student
WHERE training_intent
