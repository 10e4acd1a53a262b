-- grain: one receipt that speaks of another row than the one that the batch has there, found when its rows were adopted
-- parameters: batch_id
UPDATE ops.receipt
SET set_aside = CASE WHEN sent.row_key <> receipt.row_key THEN 'other_row_key'
                     WHEN sent.action <> receipt.action THEN 'other_action' ELSE 'other_version' END
FROM ops.batch JOIN ops.publication_row AS sent USING (publication_id)
WHERE batch.batch_id = %(batch_id)s AND receipt.batch_id = batch.batch_id AND receipt.set_aside IS NULL
  AND sent.row_no = batch.first_row + receipt.row_no - 1
  AND (sent.row_key, sent.action, sent.row_hash) <> (receipt.row_key, receipt.action, receipt.row_version)
RETURNING receipt.row_no
