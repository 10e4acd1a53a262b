-- grain: at most one row: the new digest; none when one has this number
-- parameters: number, unit_code, kind, day, subject, body, brief, made_at
INSERT INTO ops.digest (number, unit_code, kind, day, subject, body, brief, made_at)
VALUES (%(number)s, %(unit_code)s, %(kind)s, %(day)s, %(subject)s, %(body)s, %(brief)s, %(made_at)s)
ON CONFLICT (number) DO NOTHING
RETURNING digest_id
