-- grain: no rows
-- parameters: submission_id, name, channel, received_at
INSERT INTO ops.submission_repeat (submission_id, name, channel, received_at)
VALUES (%(submission_id)s, %(name)s, %(channel)s, %(received_at)s)
ON CONFLICT DO NOTHING
