-- grain: no rows; a batch that went further meanwhile stays where it is
-- parameters: batch_id, remote_id, now
UPDATE ops.batch SET state = 'sent', remote_id = %(remote_id)s, sent_at = %(now)s
WHERE batch_id = %(batch_id)s AND state = 'prepared'
