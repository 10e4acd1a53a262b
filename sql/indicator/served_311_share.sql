-- grain: one row per labourer who wants work and has none; counted when the whole year's 311 was done for him
-- parameters: recommendations_per_year, guidances_per_year, training_informations_per_year
SELECT unit_code, id_no AS member,
       recommendations >= %(recommendations_per_year)s AND guidances >= %(guidances_per_year)s
       AND training_informations >= %(training_informations_per_year)s AS in_numerator,
       TRUE AS in_denominator, 'worker_employment' AS entity, stage_row_id
FROM pg_temp.service_311
