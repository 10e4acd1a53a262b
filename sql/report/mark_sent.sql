-- grain: no rows
-- parameters: report_id, sent_at
UPDATE ops.report SET status = 'sent', sent_at = %(sent_at)s WHERE report_id = %(report_id)s
