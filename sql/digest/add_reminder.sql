-- grain: no rows
-- parameters: unit_code, period, days, audience (unit or bureau), digest_id
INSERT INTO ops.digest_reminder (unit_code, period, days, audience, digest_id)
VALUES (%(unit_code)s, %(period)s, %(days)s, %(audience)s, %(digest_id)s)
