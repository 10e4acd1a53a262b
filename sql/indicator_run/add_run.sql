-- grain: one row: the number of the run
-- parameters: digest, as_of, known_on, now
INSERT INTO ops.indicator_run (pack_digest, as_of, known_on, computed_at)
VALUES (%(digest)s, %(as_of)s, %(known_on)s, %(now)s)
RETURNING run_id
