-- grain: one row per publication that could go into the package: approved, and nothing of it at the platform
-- parameters: number, publication_ids
WITH packed AS (
  UPDATE ops.publication SET state = 'sent'
  WHERE publication_id = ANY(%(publication_ids)s) AND state = 'approved'
    AND NOT EXISTS (SELECT FROM ops.batch JOIN ops.batch_attempt USING (batch_id)
                    WHERE batch.publication_id = publication.publication_id
                      AND batch_attempt.outcome IS DISTINCT FROM 'not_sent')
  RETURNING publication_id
)
INSERT INTO ops.package_publication (publication_id, number)
SELECT publication_id, %(number)s FROM packed
RETURNING publication_id
