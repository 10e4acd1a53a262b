-- grain: one row: how many messages the outbox has in a state
-- parameters: status (null for any)
SELECT count(*)::integer AS messages FROM ops.message WHERE %(status)s::text IS NULL OR status = %(status)s
