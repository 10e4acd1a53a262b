-- grain: one row per suite that was asked at a judging, with its answer, in the order of asking
-- parameters: judgement_id
SELECT asked.entity, asked.scope, answer.result
FROM ops.validation AS asked JOIN ops.validation_result AS answer USING (sha256)
WHERE asked.judgement_id = %(judgement_id)s
ORDER BY asked.position
