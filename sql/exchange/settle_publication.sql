-- grain: no rows; a publication is settled when it was sent whole and every batch of it adds up
-- parameters: publication_id
UPDATE ops.publication SET state = 'settled'
WHERE publication_id = %(publication_id)s AND state = 'sent'
  AND NOT EXISTS (SELECT FROM ops.batch
                  WHERE batch.publication_id = publication.publication_id AND batch.state <> 'closed')
