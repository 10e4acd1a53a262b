-- grain: one number: fates of rows that were never staged
-- parameters: period
SELECT count(*) AS stray
FROM pg_temp.judged
WHERE NOT EXISTS (
    SELECT FROM ops.submission_sheet AS sheets JOIN ops.submission_file AS files ON files.file_id = sheets.file_id
    WHERE files.period = %(period)s AND files.file = judged.file AND sheets.sheet = judged.sheet
)
