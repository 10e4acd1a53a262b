-- grain: one row per batch whose receipt is not complete
-- parameters: none
SELECT batch_id, publication_id, number, first_row, row_count, idempotency_key, client_ref, body_sha256, state, remote_id,
       sent_at, true AS is_begun
FROM ops.batch
WHERE state IN ('sent', 'out_of_balance')
ORDER BY batch_id
