-- grain: at most one row: a message that still waits and that no other process is sending
-- parameters: message_id
SELECT message_id, digest_id, number, unit_code, kind, contact, role, parts_sent, subject, body, brief, made_at
FROM ops.message JOIN ops.digest USING (digest_id)
WHERE message_id = %(message_id)s AND status = 'pending'
FOR UPDATE OF message SKIP LOCKED
