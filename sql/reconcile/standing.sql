-- grain: one row: what changes whenever a batch of a dataset, or an answer to one, changes
-- parameters: dataset
SELECT md5(string_agg(concat_ws(' ', batch.batch_id, batch.state, tried.attempts, heard.receipts), ','
                      ORDER BY batch.batch_id)) AS mark
FROM ops.batch
JOIN ops.publication USING (publication_id)
CROSS JOIN LATERAL (SELECT count(*) AS attempts FROM ops.batch_attempt WHERE batch_attempt.batch_id = batch.batch_id) AS tried
CROSS JOIN LATERAL (
    SELECT count(*) AS receipts FROM ops.receipt
    WHERE receipt.batch_id = batch.batch_id AND batch.state IN ('sent', 'out_of_balance')
) AS heard
WHERE publication.dataset = %(dataset)s
