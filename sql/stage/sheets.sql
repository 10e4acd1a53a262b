-- grain: one row per sheet of a month
-- parameters: period
SELECT sheet_id, file_id, sheet, entity, header_row, columns, rows_skipped
FROM ops.submission_sheet JOIN ops.submission_file USING (file_id)
WHERE period = %(period)s
ORDER BY submission_id, submission_file.position, submission_sheet.position
