-- grain: no rows; sheets and rows go with their file, their fates before them
-- parameters: submission_id
WITH gone AS (
    DELETE FROM ops.fate
    USING ops.submission_sheet AS sheets, ops.submission_file AS files
    WHERE files.submission_id = %(submission_id)s AND sheets.file_id = files.file_id AND fate.sheet_id = sheets.sheet_id
)
DELETE FROM ops.submission_file
WHERE submission_id = %(submission_id)s
