-- grain: one row per publication that waits to be approved or sent, the oldest first
-- parameters: kind (null: both), states, periods (null: all)
SELECT publication_id, kind, dataset, entity, period, revision, path, sha256, row_count, counts, contract_version, state
FROM ops.publication
WHERE (%(kind)s::text IS NULL OR kind = %(kind)s) AND state = ANY(%(states)s)
  AND (%(periods)s::text[] IS NULL OR period = ANY(%(periods)s))
ORDER BY publication_id
