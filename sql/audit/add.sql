-- grain: no rows
-- parameters: all columns
INSERT INTO ops.audit (number, moment, actor, action, subject, details, previous_hash, hash)
VALUES (%(number)s, %(moment)s, %(actor)s, %(action)s, %(subject)s, %(details)s, %(previous_hash)s, %(hash)s)
