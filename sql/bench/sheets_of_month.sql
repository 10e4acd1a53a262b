-- grain: one row: the numbers of the first and the last sheet of a month
-- parameters: period
SELECT min(sheets.sheet_id) AS first_sheet, max(sheets.sheet_id) AS last_sheet
FROM ops.submission_sheet AS sheets JOIN ops.submission_file AS files ON files.file_id = sheets.file_id
WHERE files.period = %(period)s
