-- grain: one row per registered labourer who is not lifted out of poverty, able and willing to work
-- parameters: unlifted_statuses (poverty)
SELECT unit_code, id_no AS member, is_employed AS in_numerator, TRUE AS in_denominator,
       'worker_employment' AS entity, stage_row_id
FROM pg_temp.person
WHERE is_of_age AND is_capable AND is_willing AND poverty_status = ANY(%(unlifted_statuses)s)
