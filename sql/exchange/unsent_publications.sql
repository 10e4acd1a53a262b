-- grain: one row per publication of ours of a dataset that was not sent, or not whole; senders wait until the transaction ends
-- parameters: dataset
SELECT publication_id,
       NOT EXISTS (SELECT FROM ops.batch WHERE batch.publication_id = publication.publication_id) AS is_unplanned
FROM ops.publication
WHERE dataset = %(dataset)s AND origin = 'made' AND state IN ('ready', 'approved', 'sent')
ORDER BY publication_id
FOR NO KEY UPDATE
