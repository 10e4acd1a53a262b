-- grain: one entity of which a month has a sheet
-- parameters: period
SELECT DISTINCT sheets.entity
FROM ops.submission_sheet AS sheets JOIN ops.submission_file AS files ON files.file_id = sheets.file_id
WHERE files.period = %(period)s
ORDER BY sheets.entity
