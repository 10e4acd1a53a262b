-- grain: one row per adopted batch whose receipt is not complete
-- parameters: none
SELECT batch_id, publication_id, number, first_row, batch.row_count, idempotency_key, client_ref, body_sha256, batch.state,
       remote_id, sent_at, true AS is_begun
FROM ops.batch JOIN ops.publication USING (publication_id)
WHERE batch.state IN ('sent', 'out_of_balance') AND publication.origin = 'adopted'
ORDER BY batch_id
