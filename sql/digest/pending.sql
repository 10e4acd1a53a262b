-- grain: one message that is to be tried; those never tried first, one that failed twelve times once an hour
-- parameters: now
SELECT message_id, contact, role, parts_sent > 0 AS is_told
FROM ops.message WHERE status = 'pending' AND (tries < 12 OR tried_at <= %(now)s::timestamptz - interval '1 hour')
ORDER BY tries > 0, message_id
