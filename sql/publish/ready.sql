-- grain: one row per publication that waits to be sent, the oldest first
-- parameters: kind
SELECT publication_id, kind, dataset, entity, period, revision, path, sha256, row_count, counts, contract_version, state
FROM ops.publication
WHERE kind = %(kind)s AND state = 'ready'
ORDER BY publication_id
