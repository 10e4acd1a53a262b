-- grain: one row per row of these batches
-- parameters: batch_ids
SELECT batch_id, publication_row.row_no - batch.first_row + 1 AS row_no, row_key, action, row_hash AS row_version, status
FROM ops.batch JOIN ops.publication_row USING (publication_id)
WHERE batch_id = ANY(%(batch_ids)s)
  AND publication_row.row_no BETWEEN batch.first_row AND batch.first_row + batch.row_count - 1
ORDER BY batch_id, row_no
