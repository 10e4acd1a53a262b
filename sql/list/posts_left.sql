-- grain: one row per stretch on a post that ended in the quarter
-- parameters: post_moved_says, post_faults
SELECT unit_code, 'public_welfare_post' AS entity, stage_row_id, person_name, id_no, village_name, post_no, post_type,
       employer_unit, on_date, off_date, exit_reason, months_on_post,
       concat_ws('；', CASE WHEN is_moved_on THEN %(post_moved_says)s::text END,
                 CASE WHEN is_short THEN %(post_faults)s::jsonb -> 'short' ->> 'says' END, note) AS note
FROM pg_temp.post_quarter
WHERE NOT is_closing
ORDER BY unit_code, post_type, id_no, post_no, stretch
