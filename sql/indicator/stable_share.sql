-- grain: one row per registered labourer of working age who is employed
-- parameters: none
SELECT unit_code, id_no AS member, coalesce(is_stable, FALSE) AS in_numerator, TRUE AS in_denominator,
       'worker_employment' AS entity, person.stage_row_id
FROM pg_temp.person LEFT JOIN pg_temp.stability USING (row_key)
WHERE is_of_age AND is_employed
