-- grain: one row per row of a batch that the platform refused, with where it was read
-- parameters: batch_id, most, skipped
SELECT told.row_no - batch.first_row + 1 AS row_no, told.action, told.unit_code, told.code, told.message, told.file, told.sheet,
       told."row", (count(*) OVER ())::integer AS total
FROM ops.batch
JOIN ops.publication_row AS told
  ON told.publication_id = batch.publication_id
 AND told.row_no BETWEEN batch.first_row AND batch.first_row + batch.row_count - 1
WHERE batch.batch_id = %(batch_id)s AND told.status = 'rejected'
ORDER BY told.row_no
LIMIT %(most)s OFFSET %(skipped)s
