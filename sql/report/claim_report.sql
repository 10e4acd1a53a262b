-- grain: at most one row: the next report that waits and that no other process is sending
-- parameters: tried (ids that are not to be tried again now)
SELECT report_id, unit_code, period, version, kind, message_id, subject, body, attachments, made_at
FROM ops.report
WHERE status = 'pending' AND report_id <> ALL(%(tried)s)
ORDER BY report_id
LIMIT 1
FOR UPDATE SKIP LOCKED
