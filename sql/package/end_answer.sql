-- grain: one file
-- parameters: sha256, set_aside
UPDATE ops.answer_file SET set_aside = %(set_aside)s WHERE sha256 = %(sha256)s
RETURNING row_count
