-- grain: one row per labourer who wants work and has none; counted when the year's recommendations are on pace
-- parameters: none
SELECT unit_code, id_no AS member, recommendations >= recommendations_due AS in_numerator, TRUE AS in_denominator,
       'worker_employment' AS entity, stage_row_id
FROM pg_temp.service_311
