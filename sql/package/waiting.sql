-- grain: one row per approved publication that is in no package; `begun` when something of it may be at the platform already
-- parameters: period and publication_ids, each null for all
SELECT publication_id, kind, dataset, period, revision, path, sha256, row_count, contract_version, made_at,
       EXISTS (SELECT FROM ops.batch LEFT JOIN ops.batch_attempt USING (batch_id)
               WHERE batch.publication_id = publication.publication_id
                 AND (batch.state <> 'prepared' OR batch_attempt.attempt_id IS NOT NULL
                      AND batch_attempt.outcome IS DISTINCT FROM 'not_sent')) AS begun
FROM ops.publication
WHERE state = 'approved' AND origin = 'made' AND row_count > 0
  AND (%(period)s::text IS NULL OR period = %(period)s)
  AND (%(publication_ids)s::bigint[] IS NULL OR publication_id = ANY(%(publication_ids)s))
ORDER BY publication_id
