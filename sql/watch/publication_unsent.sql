-- grain: one row per publication that is approved and does not leave
-- parameters: now, minutes
SELECT publication_id::text AS subject, approved_at AS since, dataset, period, row_count AS rows
FROM ops.publication
WHERE state = 'approved' AND approved_at < %(now)s - make_interval(mins => %(minutes)s)
