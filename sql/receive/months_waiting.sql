-- grain: one month with submissions that were not read, or read and not judged
-- parameters: none
SELECT DISTINCT period
FROM ops.submission
WHERE NOT is_staged
   OR EXISTS (
       SELECT FROM ops.submission_file
       WHERE submission_file.submission_id = submission.submission_id AND submission_file.status IS NULL
   )
ORDER BY period
