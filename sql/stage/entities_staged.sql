-- grain: one entity of which rows of a submission are staged
-- parameters: submission_id
SELECT DISTINCT sheets.entity
FROM ops.submission_sheet AS sheets JOIN ops.submission_file AS files ON files.file_id = sheets.file_id
WHERE files.submission_id = %(submission_id)s
ORDER BY sheets.entity
