-- grain: one row per sheet of the judged files of a month, with what became of its rows
-- parameters: period
SELECT sheets.file_id, sheets.sheet_id, sheets.sheet, sheets.entity, sheets.header_row, sheets.columns,
       sheets.rows_read, sheets.rows_skipped,
       count(*) FILTER (WHERE fate = 'loaded') AS loaded,
       count(*) FILTER (WHERE fate = 'duplicate') AS duplicate,
       count(*) FILTER (WHERE fate = 'rejected') AS rejected,
       count(*) FILTER (WHERE fate = 'held_aside') AS held_aside,
       count(*) FILTER (WHERE fate = 'superseded') AS superseded
FROM ops.submission_file AS files
JOIN ops.submission_sheet AS sheets ON sheets.file_id = files.file_id
LEFT JOIN ops.disposition ON disposition.sheet_id = sheets.sheet_id
WHERE files.period = %(period)s AND files.status IS NOT NULL
GROUP BY sheets.sheet_id
ORDER BY sheets.file_id, sheets.position
