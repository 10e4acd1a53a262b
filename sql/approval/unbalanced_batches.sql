-- grain: one row per dataset with batches that do not add up or wait for their receipts
-- parameters: kind
SELECT publication.dataset, count(*) FILTER (WHERE batch.state = 'out_of_balance') AS out_of_balance,
       count(*) FILTER (WHERE batch.state = 'sent') AS unanswered
FROM ops.batch JOIN ops.publication USING (publication_id)
WHERE publication.kind = %(kind)s AND batch.state IN ('out_of_balance', 'sent')
GROUP BY publication.dataset
ORDER BY publication.dataset COLLATE "C"
