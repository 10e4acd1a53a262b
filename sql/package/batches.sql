-- grain: one row per batch of these publications
-- parameters: publication_ids
SELECT batch_id, publication_id, client_ref, idempotency_key, first_row, row_count, body_sha256
FROM ops.batch
WHERE publication_id = ANY(%(publication_ids)s)
ORDER BY publication_id, number
