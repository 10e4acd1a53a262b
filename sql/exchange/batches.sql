-- grain: one row per batch of a publication, with whether something of it may have reached the platform
-- parameters: publication_id
SELECT batch_id, publication_id, number, first_row, row_count, idempotency_key, client_ref, body_sha256, state, remote_id,
       sent_at,
       remote_id IS NOT NULL
       OR EXISTS (SELECT FROM ops.batch_attempt
                  WHERE batch_attempt.batch_id = batch.batch_id AND outcome IS DISTINCT FROM 'not_sent') AS is_begun
FROM ops.batch
WHERE publication_id = %(publication_id)s
ORDER BY number
