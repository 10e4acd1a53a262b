-- grain: one row: batches of a dataset without all receipts, and when and how it was held against the platform last
-- parameters: dataset
SELECT (SELECT count(*) FROM ops.batch JOIN ops.publication USING (publication_id)
        WHERE publication.dataset = %(dataset)s AND batch.state = 'sent') AS unanswered,
       newest.made_at AS reconciled_at, newest.state AS reconciled
FROM (SELECT) AS one
LEFT JOIN LATERAL (
    SELECT made_at, state FROM ops.reconciliation
    WHERE dataset = %(dataset)s
    ORDER BY reconciliation_id DESC LIMIT 1
) AS newest ON true
