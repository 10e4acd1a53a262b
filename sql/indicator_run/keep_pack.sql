-- grain: no rows; the same content is kept once
-- parameters: digest, name, content, now
INSERT INTO ops.policy_pack (digest, name, content, kept_at)
VALUES (%(digest)s, %(name)s, %(content)s, %(now)s)
ON CONFLICT (digest) DO NOTHING
