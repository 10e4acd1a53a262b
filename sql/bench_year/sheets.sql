-- grain: one sheet per file: that of an entity
-- parameters: entity, position (from 0), entities (how many), rows (of the sheet)
INSERT INTO ops.submission_sheet (sheet_id, file_id, position, sheet, entity, header_row, columns, fields, rows_seen,
                                  rows_read, rows_skipped)
OVERRIDING SYSTEM VALUE
SELECT (place - 1) * %(entities)s + %(position)s + 1, place, %(position)s, %(entity)s, %(entity)s, 3, '{{}}', '[]',
       %(rows)s, %(rows)s, 0
FROM public.bench_place
