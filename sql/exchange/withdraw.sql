-- grain: the publication, when nothing of it can have reached the platform
-- parameters: publication_id
UPDATE ops.publication SET state = 'refused'
WHERE publication_id = %(publication_id)s AND state IN ('ready', 'approved') AND NOT EXISTS (
    SELECT FROM ops.batch
    WHERE batch.publication_id = publication.publication_id
      AND (batch.state <> 'prepared'
           OR EXISTS (SELECT FROM ops.batch_attempt WHERE batch_attempt.batch_id = batch.batch_id))
)
RETURNING publication_id
