-- grain: the message and its digest, as the record of acts names them
-- parameters: message_id, now
UPDATE ops.message SET status = 'sent', sent_at = %(now)s
FROM ops.digest
WHERE message_id = %(message_id)s AND digest.digest_id = message.digest_id
RETURNING digest.digest_id, unit_code AS unit, number, kind, contact, channel, role
