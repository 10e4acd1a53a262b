-- grain: one receipt per row sent
-- parameters: none
INSERT INTO ops.receipt (batch_id, receipt_hash, receipt_id, row_no, row_key, sequence, status, code, message, seen_at)
SELECT batch_id, md5('receipt' || batch_id || '-' || row_no), 'R-' || batch_id || '-' || row_no, row_no - first_row + 1, row_key, 1,
       status, coalesce(code, '0'), coalesce(message, ''), closed_at
FROM ops.batch JOIN ops.publication_row USING (publication_id)
WHERE batch.state = 'closed' AND row_no BETWEEN first_row AND first_row + batch.row_count - 1
