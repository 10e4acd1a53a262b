-- grain: one row: whether the pair is new; a pair that is known is seen again
-- parameters: kind, left_key, right_key, evidence, period, now
INSERT INTO ops.identity_pair AS known
    (kind, left_key, right_key, evidence, first_seen_at, first_period, last_seen_at, last_period)
VALUES (%(kind)s, %(left_key)s, %(right_key)s, %(evidence)s, %(now)s, %(period)s, %(now)s, %(period)s)
ON CONFLICT (left_key, right_key) DO UPDATE
SET evidence = excluded.evidence, last_seen_at = greatest(known.last_seen_at, excluded.last_seen_at),
    first_period = least(known.first_period COLLATE "C", excluded.first_period),
    last_period = greatest(known.last_period COLLATE "C", excluded.last_period)
RETURNING xmax = 0 AS is_new
