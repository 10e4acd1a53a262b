-- grain: one row per thing that the platform said about one of these rows of batches
-- parameters: batch_ids and row_nos (side by side)
SELECT receipt.batch_id, receipt.row_no, receipt.receipt_id, receipt.sequence, receipt.status, receipt.code,
       receipt.message, receipt.seen_at, receipt.set_aside
FROM unnest(%(batch_ids)s::bigint[], %(row_nos)s::bigint[]) AS place (batch_id, row_no)
JOIN ops.receipt ON (receipt.batch_id, receipt.row_no) = (place.batch_id, place.row_no)
ORDER BY receipt.batch_id, receipt.sequence, receipt.receipt_hash
