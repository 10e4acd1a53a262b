-- grain: the new submission
-- parameters: unit_code, period, name, label, sha256, size, channel, received_at
INSERT INTO ops.submission (unit_code, period, name, label, sha256, size, channel, received_at)
VALUES (%(unit_code)s, %(period)s, %(name)s, %(label)s, %(sha256)s, %(size)s, %(channel)s, %(received_at)s)
RETURNING submission_id
