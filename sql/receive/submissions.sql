-- grain: one row per submission of a month
-- parameters: period
SELECT submission_id, unit_code, period, name, label, sha256, channel, received_at
FROM ops.submission
WHERE period = %(period)s
ORDER BY submission_id
