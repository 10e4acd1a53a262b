-- grain: the new attempt
-- parameters: batch_id, now
INSERT INTO ops.batch_attempt (batch_id, started_at) VALUES (%(batch_id)s, %(now)s)
RETURNING attempt_id
