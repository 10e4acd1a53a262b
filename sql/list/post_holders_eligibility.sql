-- grain: one row per post that somebody holds: how its holder stands to each condition, and what has to be shown
-- parameters: post_conditions (e1 to e8: the evidence that each needs), post_evidence, post_verdicts
SELECT unit_code, 'public_welfare_post' AS entity, stage_row_id, person_name, id_no, village_name, post_no, post_type,
       placement_reason, age, verdicts ->> 'e1' AS in_register, verdicts ->> 'e2' AS willing, verdicts ->> 'e3' AS capable,
       verdicts ->> 'e4' AS reason_given, verdicts ->> 'e5' AS reason_proved, verdicts ->> 'e6' AS one_in_household,
       verdicts ->> 'e7' AS age_fits, verdicts ->> 'e8' AS no_business,
       %(post_verdicts)s::jsonb ->> is_eligible::text AS eligible,
       (SELECT string_agg(CASE condition.key WHEN 'e5' THEN %(post_evidence)s::jsonb -> placement_reason ->> 'says'
                          ELSE %(post_conditions)s::jsonb ->> condition.key END, '；' ORDER BY condition.key)
        FROM jsonb_each_text(answers) AS condition
        WHERE condition.value IS DISTINCT FROM 'true') AS evidence_needed
FROM pg_temp.post_holder
CROSS JOIN LATERAL (
    SELECT jsonb_build_object('e1', e1, 'e2', e2, 'e3', e3, 'e4', e4, 'e5', e5, 'e6', e6, 'e7', e7, 'e8', e8) AS answers
) AS judged
CROSS JOIN LATERAL (
    SELECT jsonb_object_agg(key, %(post_verdicts)s::jsonb ->> coalesce(value, 'unknown')) AS verdicts
    FROM jsonb_each_text(answers)
) AS told
ORDER BY unit_code, is_eligible, id_no, post_no
