-- grain: one file
-- parameters: sha256
SELECT number FROM ops.answer_file WHERE sha256 = %(sha256)s
