-- grain: one row per publication made at a moment that the record does not tell of yet
-- parameters: now
SELECT publication_id, kind, dataset, period, revision, row_count AS rows, sha256
FROM ops.publication
WHERE made_at = %(now)s AND origin = 'made'
  AND NOT EXISTS (SELECT FROM ops.audit
                  WHERE action = 'publication_made'
                    AND subject @> jsonb_build_object('publication_id', publication.publication_id))
ORDER BY publication_id
