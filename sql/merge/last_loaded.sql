-- grain: one unit and entity, with the last month before this one of which rows of it were loaded
-- parameters: period
SELECT files.unit_code, disposition.entity, max(disposition.period) AS period
FROM ops.disposition
JOIN ops.submission_sheet AS sheets ON sheets.sheet_id = disposition.sheet_id
JOIN ops.submission_file AS files ON files.file_id = sheets.file_id
WHERE disposition.period < %(period)s AND disposition.fate = 'loaded' AND files.unit_code IS NOT NULL
GROUP BY files.unit_code, disposition.entity
ORDER BY files.unit_code, disposition.entity
