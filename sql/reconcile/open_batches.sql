-- grain: one row: how many batches of a dataset (of a period) may still be answered, or sent
-- parameters: dataset, scope
SELECT count(*) AS batches
FROM ops.batch JOIN ops.publication USING (publication_id)
WHERE publication.dataset = %(dataset)s AND (%(scope)s::text IS NULL OR publication.period = %(scope)s)
  AND batch.state IN ('prepared', 'sent')
