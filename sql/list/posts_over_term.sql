-- grain: one row per post whose holder is beyond a term, an age or a number of times
-- parameters: as_of, post_faults
SELECT unit_code, 'public_welfare_post' AS entity, stage_row_id, person_name, id_no, village_name, post_no, post_type, age,
       on_date, contract_end, may_last_to, times,
       (SELECT string_agg(%(post_faults)s::jsonb -> fault ->> 'says', '；') FROM unnest(faults) AS fault) AS note
FROM pg_temp.post_holder
WHERE cardinality(faults) > 0
ORDER BY unit_code, id_no, post_no
