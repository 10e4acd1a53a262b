-- grain: one row per rule that was asked at a judging, in the order of asking
-- parameters: judgement_id
SELECT entity, slug, outcome, run_id, reason FROM ops.rule_run WHERE judgement_id = %(judgement_id)s ORDER BY position
