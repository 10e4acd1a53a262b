-- grain: at most one row: where a sheet was read
-- parameters: sheet_id
SELECT files.file, sheets.sheet, files.period
FROM ops.submission_sheet AS sheets
JOIN ops.submission_file AS files USING (file_id)
WHERE sheets.sheet_id = %(sheet_id)s
