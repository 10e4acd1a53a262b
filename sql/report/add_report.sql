-- grain: no rows
-- parameters: unit_code, period, version, kind, state_hash, subject, body, brief, attachments, arrivals, made_at
INSERT INTO ops.report (unit_code, period, version, kind, state_hash, subject, body, brief, attachments, arrivals,
                        made_at)
VALUES (%(unit_code)s, %(period)s, %(version)s, %(kind)s, %(state_hash)s, %(subject)s, %(body)s, %(brief)s,
        %(attachments)s, %(arrivals)s, %(made_at)s)
