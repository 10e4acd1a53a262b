-- grain: no rows; a try that failed, with the reason in one sentence
-- parameters: message_ids, now, trouble, is_void (its contact is no more)
UPDATE ops.message
SET tries = tries + 1, tried_at = %(now)s, trouble = %(trouble)s,
    status = CASE WHEN %(is_void)s THEN 'void' ELSE status END
WHERE message_id = ANY(%(message_ids)s) AND status = 'pending'
