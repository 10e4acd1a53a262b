-- grain: no rows; what was said before is not said again. A row that the batch does not have, or that has another key, is set aside
-- parameters: batch_id, receipt_hash, receipt_id, row_no, row_key, sequence, status, code, message, now
INSERT INTO ops.receipt
  (batch_id, receipt_hash, receipt_id, row_no, row_key, sequence, status, code, message, seen_at, set_aside)
SELECT batch.batch_id, %(receipt_hash)s, %(receipt_id)s, %(row_no)s, %(row_key)s, %(sequence)s, %(status)s, %(code)s,
       %(message)s, %(now)s,
       CASE WHEN %(row_no)s NOT BETWEEN 1 AND batch.row_count THEN 'unknown_row'
            WHEN publication_row.row_key IS DISTINCT FROM %(row_key)s THEN 'other_row_key'
            WHEN %(status)s NOT IN ('accepted', 'rejected') THEN 'unknown_status' END
FROM ops.batch
LEFT JOIN ops.publication_row
  ON publication_row.publication_id = batch.publication_id
 AND publication_row.row_no = batch.first_row + %(row_no)s::bigint - 1
WHERE batch.batch_id = %(batch_id)s
ON CONFLICT DO NOTHING
