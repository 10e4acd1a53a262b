-- grain: one row per batch that was given up; what an attempt may have taken to the platform is not, unless that is impossible
-- parameters: publication_id, is_impossible, note
UPDATE ops.batch SET state = 'withdrawn', note = %(note)s
WHERE publication_id = %(publication_id)s AND state = 'prepared' AND (%(is_impossible)s OR NOT EXISTS (
    SELECT FROM ops.batch_attempt
    WHERE batch_attempt.batch_id = batch.batch_id AND batch_attempt.outcome IS DISTINCT FROM 'not_sent'))
RETURNING batch_id
