-- grain: one row per post that somebody holds
-- parameters: none
SELECT unit_code, id_no || ' ' || post_no AS member, TRUE AS in_numerator, FALSE AS in_denominator,
       'public_welfare_post' AS entity, stage_row_id
FROM pg_temp.post_holder
