-- grain: one row per submission that was not read yet
-- parameters: period or null for all months
SELECT submission_id, unit_code, period, name, label, sha256, channel, received_at
FROM ops.submission
WHERE NOT is_staged AND (%(period)s::text IS NULL OR period = %(period)s)
ORDER BY submission_id
