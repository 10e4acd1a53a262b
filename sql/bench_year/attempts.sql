-- grain: one try to send a batch
-- parameters: none
INSERT INTO ops.batch_attempt (batch_id, started_at, outcome)
SELECT batch_id, sent_at, 'acknowledged' FROM ops.batch WHERE state = 'closed'
