-- grain: one row per publication that waits for an approval too long
-- parameters: now, hours
SELECT publication_id::text AS subject, made_at AS since, dataset, period, row_count AS rows
FROM ops.publication
WHERE state = 'ready' AND made_at < %(now)s - make_interval(hours => %(hours)s)
