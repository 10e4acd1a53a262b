-- grain: no rows; the batch, and those of its publication that were never tried: they will not be sent either
-- parameters: publication_id, batch_id, note, not_sent
UPDATE ops.batch
SET state = 'refused', note = CASE WHEN batch_id = %(batch_id)s THEN %(note)s ELSE %(not_sent)s END
WHERE publication_id = %(publication_id)s AND state = 'prepared'
  AND (batch_id = %(batch_id)s
       OR NOT EXISTS (SELECT FROM ops.batch_attempt WHERE batch_attempt.batch_id = batch.batch_id))
