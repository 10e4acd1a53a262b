-- grain: no rows; the reports of a digest that a clerk of the unit got
-- parameters: digest_id, now
UPDATE ops.report SET status = 'sent', sent_at = %(now)s WHERE digest_id = %(digest_id)s AND status = 'pending'
