-- grain: no rows
-- parameters: batch_id, note
UPDATE ops.batch SET state = 'refused', note = %(note)s
WHERE batch_id = %(batch_id)s AND state = 'prepared'
