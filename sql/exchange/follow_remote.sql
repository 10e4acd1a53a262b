-- grain: the batch, when it was in one of the earlier states
-- parameters: batch_id, state, earlier (states), remote_id, note, now
UPDATE ops.batch
SET state = %(state)s, remote_id = %(remote_id)s, sent_at = coalesce(sent_at, %(now)s), note = coalesce(%(note)s, note)
WHERE batch_id = %(batch_id)s AND state = ANY(%(earlier)s)
RETURNING batch_id
