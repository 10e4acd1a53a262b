-- grain: one message that is to be tried; one that failed twelve times once an hour
-- parameters: now
-- Those never tried go first (engineers' before all), then the one longest untried, so that none holds up others for ever.
SELECT message_id, contact, role, parts_sent > 0 AS is_told
FROM ops.message WHERE status = 'pending' AND (tries < 12 OR tried_at <= %(now)s::timestamptz - interval '1 hour')
ORDER BY tried_at NULLS FIRST, role <> 'engineer', message_id
