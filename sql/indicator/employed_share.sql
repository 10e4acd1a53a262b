-- grain: one row per registered labourer of working age, whatever his poverty status, able and willing or not
-- parameters: none
SELECT unit_code, id_no AS member, is_employed AS in_numerator, TRUE AS in_denominator,
       'worker_employment' AS entity, stage_row_id
FROM pg_temp.person
WHERE is_of_age
