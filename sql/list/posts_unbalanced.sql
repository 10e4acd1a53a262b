-- grain: one row per stretch on a post of the quarter with something that does not agree
-- parameters: post_verdicts
SELECT unit_code, 'public_welfare_post' AS entity, stage_row_id, person_name, id_no, village_name, post_no, post_type, on_date,
       off_date, exit_reason, note, %(post_verdicts)s::jsonb ->> ('blocks_' || is_unbalanced::text) AS blocks
FROM pg_temp.post_quarter
WHERE cardinality(faults) > 0
ORDER BY is_unbalanced DESC, unit_code, id_no, post_no, stretch
