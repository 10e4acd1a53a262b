-- grain: one row per publication of a period
-- parameters: kind, period
SELECT publication_id, kind, dataset, entity, period, revision, path, sha256, row_count, counts, contract_version, state,
       origin
FROM ops.publication
WHERE kind = %(kind)s AND period = %(period)s
ORDER BY dataset COLLATE "C", revision
