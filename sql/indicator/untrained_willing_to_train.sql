-- grain: one row per labourer out of work who wants to be trained; counted when he was not trained this year
-- parameters: none
SELECT unit_code, id_no AS member, NOT is_trained AS in_numerator, TRUE AS in_denominator,
       'worker_employment' AS entity, stage_row_id
FROM pg_temp.service_willing_to_train
