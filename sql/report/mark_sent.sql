-- grain: the report, as the record of acts names it
-- parameters: report_id, sent_at
UPDATE ops.report SET status = 'sent', sent_at = %(sent_at)s WHERE report_id = %(report_id)s
RETURNING unit_code AS unit, period, version, kind
