-- grain: one row per batch
-- parameters: batch_ids
SELECT batch_id, client_ref, note
FROM ops.batch
WHERE batch_id = ANY(%(batch_ids)s)
ORDER BY batch_id
