-- grain: no rows; a refused row of a dataset is gone while the platform needs to hear nothing of its key any more
-- parameters: dataset, scope (a period, or null for all), keys (those that it needs to hear of), now
UPDATE ops.publication_row AS refused
SET gone_at = CASE WHEN refused.row_key = ANY(%(keys)s) THEN NULL ELSE %(now)s::timestamptz END
FROM ops.publication
WHERE publication.publication_id = refused.publication_id AND refused.status = 'rejected'
  AND refused.dataset = %(dataset)s AND (%(scope)s::text IS NULL OR publication.period = %(scope)s)
  AND (refused.gone_at IS NULL) <> (refused.row_key = ANY(%(keys)s))
  -- What was said of the key since decides by itself.
  AND NOT EXISTS (
      SELECT FROM ops.publication_row AS later
      WHERE later.dataset = refused.dataset AND later.row_key = refused.row_key
        AND later.publication_id > refused.publication_id
  )
