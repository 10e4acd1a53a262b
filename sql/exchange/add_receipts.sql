-- grain: one receipt that was not heard before, with why it is not used, if it is not; of an adopted batch any row may be
-- parameters: batch_id, now, and an array each: receipt_hash, receipt_id, row_no, row_key, action, row_version, sequence, status, code, message
INSERT INTO ops.receipt (batch_id, receipt_hash, receipt_id, row_no, row_key, action, row_version, sequence, status, code,
                         message, seen_at, set_aside)
SELECT batch.batch_id, said.receipt_hash, said.receipt_id, said.row_no, said.row_key, said.action, said.row_version,
       said.sequence, said.status, said.code, said.message, %(now)s,
       CASE WHEN said.row_no NOT BETWEEN 1 AND batch.row_count THEN 'unknown_row'
            WHEN sent.row_key <> said.row_key THEN 'other_row_key'
            WHEN sent.action <> said.action THEN 'other_action'
            WHEN said.row_version <> '' AND sent.row_hash <> said.row_version THEN 'other_version' END
FROM ops.batch
CROSS JOIN unnest(%(receipt_hash)s::text[], %(receipt_id)s::text[], %(row_no)s::bigint[], %(row_key)s::text[],
                  %(action)s::text[], %(row_version)s::text[], %(sequence)s::bigint[], %(status)s::text[],
                  %(code)s::text[], %(message)s::text[])
     AS said (receipt_hash, receipt_id, row_no, row_key, action, row_version, sequence, status, code, message)
LEFT JOIN ops.publication_row AS sent
  ON sent.publication_id = batch.publication_id AND sent.row_no = batch.first_row + said.row_no - 1
WHERE batch.batch_id = %(batch_id)s
ON CONFLICT DO NOTHING
RETURNING set_aside
