-- grain: the new attempt; nothing when the batch may not be sent (any more): withdrawn, not approved, taken already
-- parameters: batch_id, now
INSERT INTO ops.batch_attempt (batch_id, started_at)
SELECT batch.batch_id, %(now)s
FROM ops.batch JOIN ops.publication USING (publication_id)
WHERE batch.batch_id = %(batch_id)s AND batch.state = 'prepared' AND publication.state = 'approved'
FOR KEY SHARE OF batch
RETURNING attempt_id
