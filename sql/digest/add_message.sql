-- grain: no rows
-- parameters: digest_id, contact, role, channel
INSERT INTO ops.message (digest_id, contact, role, channel)
VALUES (%(digest_id)s, %(contact)s, %(role)s, %(channel)s)
