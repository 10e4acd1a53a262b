-- grain: one row per batch of the platform's feed that was set aside since a moment, and why
-- parameters: since
SELECT details ->> 'client_ref' AS client_ref, details ->> 'because' AS because
FROM ops.audit
WHERE action = 'change_set_aside' AND moment >= %(since)s
GROUP BY client_ref, because
ORDER BY min(number)
