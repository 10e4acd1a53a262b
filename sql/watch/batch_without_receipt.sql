-- grain: one row per batch that the platform has had for too long without a whole receipt
-- parameters: now, hours
SELECT client_ref AS subject, sent_at AS since, row_count AS rows
FROM ops.batch
WHERE state = 'sent' AND sent_at < %(now)s - make_interval(hours => %(hours)s)
