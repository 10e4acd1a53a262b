-- grain: one row per rule that was asked
-- parameters: none
COPY ops.rule_run (judgement_id, position, entity, slug, outcome, run_id, reason) FROM STDIN
