-- grain: one row per turn of an alert and contact who is told of it
-- parameters: alert_id
SELECT telling.what, telling.number, telling.told_at, message.contact, message.role, message.channel, message.status,
       message.tries, message.tried_at, message.trouble, message.sent_at
FROM ops.alert_telling AS telling
LEFT JOIN ops.digest ON digest.number = telling.number
LEFT JOIN ops.message ON message.digest_id = digest.digest_id
WHERE telling.alert_id = %(alert_id)s
ORDER BY telling.telling_id, message.message_id
