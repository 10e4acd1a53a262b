-- grain: no rows; rows of an adopted batch of which all receipts tell the same; those of our own batches are there
-- parameters: batch_id, told (hashes of the newest whole answer, null for all that was ever heard)
INSERT INTO ops.publication_row (publication_id, row_no, dataset, entity, row_key, row_hash, action)
SELECT publication_id, batch.first_row + said.row_no - 1, publication.dataset, publication.entity, said.row_key,
       said.row_version, said.action
FROM ops.batch
JOIN ops.publication USING (publication_id)
CROSS JOIN (
    SELECT row_no, min(row_key) AS row_key, min(action) AS action, min(row_version) AS row_version
    FROM ops.receipt
    WHERE batch_id = %(batch_id)s AND set_aside IS NULL
      AND (%(told)s::text[] IS NULL OR receipt_hash = ANY(%(told)s::text[]))
    GROUP BY row_no
    -- Which row it was that two different ones are told of is not guessed: it stays without a verdict.
    HAVING count(DISTINCT (row_key, action, row_version)) = 1
) AS said
WHERE batch.batch_id = %(batch_id)s AND publication.origin = 'adopted'
ON CONFLICT DO NOTHING
