-- grain: one row per try to send one of these batches
-- parameters: batch_ids
SELECT batch_id, attempt_id, started_at, outcome
FROM ops.batch_attempt
WHERE batch_id = ANY(%(batch_ids)s)
ORDER BY attempt_id
