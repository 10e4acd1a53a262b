-- grain: one submission that waits for somebody to say what it is
-- parameters: none
SELECT DISTINCT submission_id, submission.unit_code, submission.period, submission.name
FROM ops.submission JOIN ops.submission_file USING (submission_id)
WHERE submission_file.is_awaiting
ORDER BY submission_id
