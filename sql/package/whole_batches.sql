-- grain: one row per batch of which every row has an answer that fits it
-- parameters: batch_ids
SELECT batch_id
FROM ops.batch
WHERE batch_id = ANY(%(batch_ids)s)
  AND row_count = (SELECT count(DISTINCT receipt.row_no) FROM ops.receipt
                   WHERE receipt.batch_id = batch.batch_id AND receipt.set_aside IS NULL)
