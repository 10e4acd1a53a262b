-- grain: one row per name under which a content came
-- parameters: unit_code
SELECT period, name, sha256
FROM ops.submission
WHERE unit_code = %(unit_code)s
UNION
SELECT submission.period, submission_repeat.name, submission.sha256
FROM ops.submission_repeat JOIN ops.submission USING (submission_id)
WHERE submission.unit_code = %(unit_code)s
