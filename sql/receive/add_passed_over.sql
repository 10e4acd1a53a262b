-- grain: no rows; one file that is not taken, seen again by every look at it
-- parameters: channel, unit_code, period, name, reason, seen_at
INSERT INTO ops.passed_over AS known (channel, unit_code, period, name, reason, first_seen_at, last_seen_at)
VALUES (%(channel)s, %(unit_code)s, %(period)s, %(name)s, %(reason)s, %(seen_at)s, %(seen_at)s)
ON CONFLICT ON CONSTRAINT uq_passed_over DO UPDATE
SET last_seen_at = greatest(known.last_seen_at, excluded.last_seen_at)
