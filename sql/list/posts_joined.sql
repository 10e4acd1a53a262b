-- grain: one row per stretch on a post that began in the quarter
-- parameters: post_moved_says
SELECT unit_code, 'public_welfare_post' AS entity, stage_row_id, person_name, id_no, village_name, post_no, post_type,
       employer_unit, placement_reason, on_date, contract_end, monthly_pay,
       concat_ws('；', CASE WHEN is_moved_in THEN %(post_moved_says)s::text END, note) AS note
FROM pg_temp.post_quarter
WHERE NOT is_opening
ORDER BY unit_code, post_type, id_no, post_no, stretch
