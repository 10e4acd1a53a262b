-- grain: no rows
-- parameters: batch_id, state, accepted, rejected, set_aside, note, now
UPDATE ops.batch
SET state = %(state)s, accepted = %(accepted)s, rejected = %(rejected)s, set_aside = %(set_aside)s, note = %(note)s,
    closed_at = CASE WHEN %(state)s = 'closed' THEN %(now)s END
WHERE batch_id = %(batch_id)s AND state IN ('sent', 'out_of_balance')
