-- grain: no rows; what was learned of a batch that has no receipt
-- parameters: batch_id, note
UPDATE ops.batch SET note = %(note)s
WHERE batch_id = %(batch_id)s AND state = 'sent' AND note IS DISTINCT FROM %(note)s
