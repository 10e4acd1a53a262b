-- grain: the new batch, behind those that its publication has
-- parameters: publication_id, row_count, idempotency_key, client_ref, body_sha256, byte_count, state, remote_id, note, now
INSERT INTO ops.batch (publication_id, number, first_row, row_count, idempotency_key, client_ref, body_sha256, byte_count,
                       state, remote_id, prepared_at, sent_at, note)
SELECT %(publication_id)s, coalesce(max(number), 0) + 1, coalesce(max(first_row + row_count), 1), %(row_count)s,
       %(idempotency_key)s, %(client_ref)s, %(body_sha256)s, %(byte_count)s, %(state)s, %(remote_id)s, %(now)s, %(now)s,
       %(note)s
FROM ops.batch
WHERE publication_id = %(publication_id)s
RETURNING batch_id
