-- grain: one row per post of a holder; in the numerator who fulfils every condition
-- parameters: none
SELECT unit_code, id_no AS member, is_eligible AS in_numerator, TRUE AS in_denominator,
       'public_welfare_post' AS entity, stage_row_id
FROM pg_temp.post_holder
