-- grain: the file, when it is new
-- parameters: sha256, row_count, now
INSERT INTO ops.answer_file (sha256, row_count, set_aside, imported_at)
VALUES (%(sha256)s, %(row_count)s, 0, %(now)s)
ON CONFLICT (sha256) DO NOTHING
RETURNING number
