-- grain: one row per name under which a content came
-- parameters: unit_code, null for unknown senders
SELECT period, name, sha256
FROM ops.submission
WHERE unit_code IS NOT DISTINCT FROM %(unit_code)s
UNION
SELECT submission.period, submission_repeat.name, submission.sha256
FROM ops.submission_repeat JOIN ops.submission USING (submission_id)
WHERE submission.unit_code IS NOT DISTINCT FROM %(unit_code)s
