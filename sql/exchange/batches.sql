-- grain: one row per batch of a publication, with the number of tries so far
-- parameters: publication_id
SELECT batch_id, publication_id, number, first_row, row_count, idempotency_key, client_ref, body_sha256, state, remote_id,
       sent_at, (SELECT count(*) FROM ops.batch_attempt WHERE batch_attempt.batch_id = batch.batch_id) AS attempts
FROM ops.batch
WHERE publication_id = %(publication_id)s
ORDER BY number
