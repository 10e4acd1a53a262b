-- grain: no rows; rows of an adopted batch as their deciding receipts name them; those of our own batches are there
-- parameters: batch_id
INSERT INTO ops.publication_row (publication_id, row_no, dataset, entity, row_key, row_hash, action)
SELECT DISTINCT ON (receipt.row_no)
       publication_id, batch.first_row + receipt.row_no - 1, publication.dataset, publication.entity, receipt.row_key,
       receipt.row_version, receipt.action
FROM ops.batch JOIN ops.publication USING (publication_id) JOIN ops.receipt USING (batch_id)
WHERE batch_id = %(batch_id)s AND publication.origin = 'adopted' AND receipt.set_aside IS NULL
ORDER BY receipt.row_no, receipt.sequence DESC, receipt.status DESC, receipt.code COLLATE "C" DESC,
         receipt.message COLLATE "C" DESC, receipt.receipt_hash
ON CONFLICT DO NOTHING
