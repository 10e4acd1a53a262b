-- grain: one row per post that somebody holds; in the numerator where the evidence of its reason is there
-- parameters: none
SELECT unit_code, id_no || ' ' || post_no AS member, coalesce(e5, FALSE) AS in_numerator, TRUE AS in_denominator,
       'public_welfare_post' AS entity, stage_row_id
FROM pg_temp.post_holder
