-- grain: one row per publication of these that there is; they stand still for the rest of the transaction
-- parameters: publication_ids
SELECT publication_id, state
FROM ops.publication
WHERE publication_id = ANY(%(publication_ids)s)
ORDER BY publication_id
FOR NO KEY UPDATE
