-- grain: one row per publication that waits for an answer, the oldest first
-- parameters: publication_ids (or null), period (or null)
SELECT publication_id, kind, dataset, entity, period, revision, path, sha256, row_count, counts, contract_version, state
FROM ops.publication
WHERE state = 'ready' AND (%(publication_ids)s::bigint[] IS NULL OR publication_id = ANY(%(publication_ids)s))
  AND (%(period)s::text IS NULL OR period = %(period)s)
ORDER BY publication_id
