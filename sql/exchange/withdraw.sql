-- grain: the publication, when nothing of it can have reached the platform
-- parameters: publication_id
UPDATE ops.publication SET state = 'refused'
WHERE publication_id = %(publication_id)s AND state = 'ready'
  AND NOT EXISTS (SELECT FROM ops.batch WHERE batch.publication_id = publication.publication_id)
RETURNING publication_id
