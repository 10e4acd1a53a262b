-- grain: one row per registered labourer of working age who is employed
-- parameters: hired_forms (of employment)
SELECT unit_code, id_no AS member, coalesce(employment_form = ANY(%(hired_forms)s), FALSE) AS in_numerator,
       TRUE AS in_denominator, 'worker_employment' AS entity, stage_row_id
FROM pg_temp.person
WHERE is_of_age AND is_employed
