-- grain: one row: how the rows of a batch stand
-- parameters: batch_id
SELECT batch.row_count AS sent,
       count(publication_row.row_no) FILTER (WHERE status = 'accepted') AS accepted,
       count(publication_row.row_no) FILTER (WHERE status = 'rejected') AS rejected,
       (SELECT count(*) FROM ops.receipt WHERE receipt.batch_id = batch.batch_id AND set_aside IS NOT NULL) AS set_aside
FROM ops.batch
LEFT JOIN ops.publication_row
  ON publication_row.publication_id = batch.publication_id
 AND publication_row.row_no BETWEEN batch.first_row AND batch.first_row + batch.row_count - 1
WHERE batch.batch_id = %(batch_id)s
GROUP BY batch.batch_id
