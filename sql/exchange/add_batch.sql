-- grain: no rows
-- parameters: publication_id, number, first_row, row_count, idempotency_key, client_ref, body_sha256, byte_count, now
INSERT INTO ops.batch (publication_id, number, first_row, row_count, idempotency_key, client_ref, body_sha256, byte_count,
                       prepared_at)
VALUES (%(publication_id)s, %(number)s, %(first_row)s, %(row_count)s, %(idempotency_key)s, %(client_ref)s,
        %(body_sha256)s, %(byte_count)s, %(now)s)
