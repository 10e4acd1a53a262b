-- grain: one row per list of a platform whose taking has begun and does not end
-- parameters: now, hours
SELECT entity AS subject, begun_at AS since
FROM ops.mirror
WHERE state = 'taking' AND begun_at < %(now)s - make_interval(hours => %(hours)s)
