-- grain: the new sheet
-- parameters: file_id, position, sheet, entity, header_row, columns, fields, rows_seen, rows_read, rows_skipped
INSERT INTO ops.submission_sheet
    (file_id, position, sheet, entity, header_row, columns, fields, rows_seen, rows_read, rows_skipped)
VALUES (%(file_id)s, %(position)s, %(sheet)s, %(entity)s, %(header_row)s, %(columns)s, %(fields)s, %(rows_seen)s,
        %(rows_read)s, %(rows_skipped)s)
RETURNING sheet_id
