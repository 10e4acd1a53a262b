-- grain: one row per name under which known bytes came again
-- parameters: period
SELECT submission_id, submission.unit_code, submission_repeat.name, submission.label AS first_label, submission.sha256
FROM ops.submission_repeat JOIN ops.submission USING (submission_id)
WHERE period = %(period)s
ORDER BY submission_id, submission_repeat.name COLLATE "C"
