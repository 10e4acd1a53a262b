-- grain: one row: how many adopted batches of a dataset (of a period) hold nobody knows which rows, until their receipts come
-- parameters: dataset, scope
SELECT count(*) AS batches
FROM ops.batch JOIN ops.publication USING (publication_id)
WHERE publication.dataset = %(dataset)s AND (%(scope)s::text IS NULL OR publication.period = %(scope)s)
  AND publication.origin = 'adopted' AND batch.state = 'sent'
  AND batch.row_count > (
      SELECT count(*) FROM ops.publication_row AS rows
      WHERE rows.publication_id = batch.publication_id
        AND rows.row_no BETWEEN batch.first_row AND batch.first_row + batch.row_count - 1
  )
