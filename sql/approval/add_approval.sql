-- grain: no rows; who agreed before does not agree twice
-- parameters: publication_id, person, now, because
INSERT INTO ops.approval (publication_id, person, approved_at, because)
VALUES (%(publication_id)s, %(person)s, %(now)s, %(because)s)
ON CONFLICT DO NOTHING
