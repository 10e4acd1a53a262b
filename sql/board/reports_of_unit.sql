-- grain: one row per report about a unit's month, the newest first
-- parameters: period, unit_code
SELECT report.report_id, report.version, report.kind, report.status, report.subject, report.made_at, report.sent_at,
       report.attachments, digest.number
FROM ops.report LEFT JOIN ops.digest USING (digest_id)
WHERE report.unit_code = %(unit_code)s AND report.period = %(period)s
ORDER BY report.version DESC
