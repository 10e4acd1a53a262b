-- grain: one submission
-- parameters: submission_id
SELECT submission_id, unit_code, period, name, label, sha256, channel, received_at
FROM ops.submission
WHERE submission_id = %(submission_id)s
