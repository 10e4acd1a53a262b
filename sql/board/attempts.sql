-- grain: one row per try to send a batch
-- parameters: batch_id
SELECT attempt_id, started_at, outcome
FROM ops.batch_attempt
WHERE batch_id = %(batch_id)s
ORDER BY attempt_id
