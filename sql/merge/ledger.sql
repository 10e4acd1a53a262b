-- grain: one row per sheet of a month: what became of its rows
-- parameters: period
SELECT files.unit_code, files.file, files.status, sheets.sheet, sheets.entity, sheets.rows_seen, sheets.rows_read,
       sheets.rows_skipped,
       count(*) FILTER (WHERE fate = 'loaded') AS loaded,
       count(*) FILTER (WHERE fate = 'duplicate') AS duplicate,
       count(*) FILTER (WHERE fate = 'rejected') AS rejected,
       count(*) FILTER (WHERE fate = 'held_aside') AS held_aside,
       count(*) FILTER (WHERE fate = 'superseded') AS superseded
FROM ops.submission_file AS files
JOIN ops.submission_sheet AS sheets ON sheets.file_id = files.file_id
LEFT JOIN ops.disposition ON disposition.sheet_id = sheets.sheet_id
WHERE files.period = %(period)s
GROUP BY files.file_id, sheets.sheet_id
ORDER BY files.submission_id, files.position, sheets.position
