-- grain: no rows; sheets, rows and dispositions go with their file
-- parameters: submission_id
DELETE FROM ops.submission_file
WHERE submission_id = %(submission_id)s
