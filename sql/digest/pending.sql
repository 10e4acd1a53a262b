-- grain: one message that waits; those never tried first, then by the time of the last try
-- parameters: none
SELECT message_id, contact, role, parts_sent > 0 AS is_told
FROM ops.message WHERE status = 'pending'
ORDER BY tries > 0, message_id
