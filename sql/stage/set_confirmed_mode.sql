-- grain: no rows; the files of a submission are what somebody confirmed last, and wait to be judged as such
-- parameters: submission_id
UPDATE ops.submission_file
SET mode = said.mode, mode_by = 'confirmation', status = NULL
FROM (
    SELECT mode
    FROM ops.confirmation
    WHERE submission_id = %(submission_id)s
    ORDER BY confirmation_id DESC
    LIMIT 1
) AS said
WHERE submission_file.submission_id = %(submission_id)s
