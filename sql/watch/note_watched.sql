-- grain: one thing that was looked at
-- parameters: what, asked_at, answered_at (null when it did not answer), details (null leaves them)
INSERT INTO ops.watched (what, asked_at, answered_at, details)
VALUES (%(what)s, %(asked_at)s, %(answered_at)s, coalesce(%(details)s::jsonb, '{{}}'))
ON CONFLICT (what) DO UPDATE
SET asked_at = excluded.asked_at, answered_at = coalesce(excluded.answered_at, watched.answered_at),
    details = coalesce(%(details)s::jsonb, watched.details)
