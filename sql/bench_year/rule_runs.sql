-- grain: one rule that was asked at a judging
-- parameters: entities, slugs (of the rules, in order)
INSERT INTO ops.rule_run (judgement_id, position, entity, slug, outcome, run_id, reason)
SELECT judgement_id, position, entity, slug, CASE position %% 5 WHEN 0 THEN 'not_run' WHEN 1 THEN 'passed' ELSE 'failed' END,
       run_id, CASE position %% 5 WHEN 0 THEN 'employment' ELSE '' END
FROM ops.judgement CROSS JOIN unnest(%(entities)s::text[], %(slugs)s::text[]) WITH ORDINALITY AS rule (entity, slug, position)
