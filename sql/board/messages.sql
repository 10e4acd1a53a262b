-- grain: one row per message of the outbox, the newest first, with how many there are
-- parameters: status (null for any), most, skipped
SELECT message.message_id, digest.number, digest.unit_code, digest.kind, digest.subject, digest.made_at, message.contact,
       message.role, message.channel, message.status, message.tries, message.tried_at, message.trouble, message.sent_at
FROM ops.message JOIN ops.digest USING (digest_id)
WHERE %(status)s::text IS NULL OR message.status = %(status)s
ORDER BY message.message_id DESC
LIMIT %(most)s OFFSET %(skipped)s
