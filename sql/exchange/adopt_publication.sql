-- grain: the adopted publication of this number; its file is ours where it still lies there and is no other's
-- parameters: kind, dataset, entity, period, revision, path, sha256, row_count, now
INSERT INTO ops.publication AS publication (kind, dataset, entity, period, revision, path, sha256, row_count, counts,
                                            contract_version, made_at, state, origin)
SELECT %(kind)s, %(dataset)s, %(entity)s, %(period)s, %(revision)s, CASE WHEN is_free THEN %(path)s ELSE '' END,
       CASE WHEN is_free THEN %(sha256)s ELSE '' END, %(row_count)s, '{{}}', '', %(now)s, 'sent', 'adopted'
FROM (SELECT NOT EXISTS (SELECT FROM ops.publication WHERE path = %(path)s) AS is_free) AS files
ON CONFLICT (kind, dataset, period, revision, origin) DO UPDATE
SET row_count = publication.row_count + excluded.row_count, state = 'sent'
RETURNING publication_id
