-- grain: one row per act, in order
-- parameters: since (moment or null), action (or null)
SELECT number, moment, actor, action, subject, details, previous_hash, hash
FROM ops.audit
WHERE (%(since)s::timestamptz IS NULL OR moment >= %(since)s) AND (%(action)s::text IS NULL OR action = %(action)s)
ORDER BY number
