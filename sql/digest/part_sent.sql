-- grain: no rows; one more part of a message was taken
-- parameters: message_id, now, channel
UPDATE ops.message
SET parts_sent = parts_sent + 1, tries = tries + 1, tried_at = %(now)s, trouble = NULL, channel = %(channel)s
WHERE message_id = %(message_id)s
