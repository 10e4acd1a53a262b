-- grain: one row per channel whose messages do not go out though they were tried: for too long, or too many
-- parameters: now, hours, messages
SELECT channel AS subject, min(made_at) AS since, count(*) AS messages, max(tries) AS tries
FROM ops.message
JOIN ops.digest USING (digest_id)
WHERE status = 'pending' AND tries > 0
GROUP BY channel
HAVING min(made_at) < %(now)s - make_interval(hours => %(hours)s) OR count(*) >= %(messages)s
