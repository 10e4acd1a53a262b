-- grain: no rows; a batch that stands as it did stays as it is
-- parameters: batch_id, state, accepted, rejected, set_aside, note, now
UPDATE ops.batch
SET state = %(state)s, accepted = %(accepted)s, rejected = %(rejected)s, set_aside = %(set_aside)s, note = %(note)s,
    closed_at = CASE WHEN %(state)s = 'closed' THEN %(now)s END
WHERE batch_id = %(batch_id)s AND state IN ('sent', 'out_of_balance')
  AND (state, accepted, rejected, set_aside, note)
      IS DISTINCT FROM (%(state)s, %(accepted)s, %(rejected)s, %(set_aside)s, %(note)s)
