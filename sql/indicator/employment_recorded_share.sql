-- grain: one row per registered labourer, of any age: completeness of the month's collection
-- parameters: none
SELECT person.unit_code, person.id_no AS member, told.row_key IS NOT NULL AS in_numerator, TRUE AS in_denominator,
       'worker_employment' AS entity, told.stage_row_id
FROM pg_temp.person
LEFT JOIN (
    SELECT row_key, min(stage_row_id) AS stage_row_id FROM pg_temp.told_employment WHERE fate = 'loaded' GROUP BY row_key
) AS told USING (row_key)
