-- grain: one row per post that somebody holds (numerator) and one per labourer of working age (denominator)
-- parameters: none
SELECT unit_code, id_no || ' ' || post_no AS member, TRUE AS in_numerator, FALSE AS in_denominator,
       'public_welfare_post' AS entity, stage_row_id
FROM pg_temp.post_holder
UNION ALL
SELECT unit_code, id_no, FALSE, TRUE, 'worker_employment', stage_row_id
FROM pg_temp.person
WHERE is_of_age
