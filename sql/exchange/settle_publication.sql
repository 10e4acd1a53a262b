-- grain: no rows; a publication is settled when all that was sent of it adds up, and the rest will not be sent
-- parameters: publication_id
UPDATE ops.publication SET state = 'settled'
WHERE publication_id = %(publication_id)s AND state = 'sent'
  AND NOT EXISTS (SELECT FROM ops.batch
                  WHERE batch.publication_id = publication.publication_id
                    AND batch.state IN ('prepared', 'sent', 'out_of_balance'))
