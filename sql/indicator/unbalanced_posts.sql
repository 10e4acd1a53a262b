-- grain: one row per stretch on a post in the quarter; in the numerator what the quarter's arithmetic cannot explain
-- parameters: none
SELECT unit_code, concat_ws(' ', id_no, post_no, stretch) AS member, is_unbalanced AS in_numerator, TRUE AS in_denominator,
       'public_welfare_post' AS entity, stage_row_id, note
FROM pg_temp.post_quarter
