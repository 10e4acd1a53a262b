-- grain: no rows
-- parameters: unit_code, period, version, kind, state_hash, message_id, subject, body, attachments, made_at
INSERT INTO ops.report (unit_code, period, version, kind, state_hash, message_id, subject, body, attachments, made_at)
VALUES (%(unit_code)s, %(period)s, %(version)s, %(kind)s, %(state_hash)s, %(message_id)s, %(subject)s, %(body)s,
        %(attachments)s, %(made_at)s)
