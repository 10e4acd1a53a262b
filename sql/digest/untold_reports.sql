-- grain: one row per report that stands in no digest yet, by unit and month; `is_answer` when files came since the last
-- parameters: unit_code (null: all)
SELECT unit_code, period, version, kind, subject, body, brief, attachments, arrivals, made_at,
       arrivals > coalesce((SELECT max(before.arrivals) FROM ops.report AS before
                            WHERE before.unit_code = report.unit_code AND before.period = report.period
                              AND before.version < report.version), 0) AS is_answer
FROM ops.report AS report
WHERE digest_id IS NULL AND status = 'pending'
  AND (%(unit_code)s::text IS NULL OR unit_code = %(unit_code)s)
ORDER BY unit_code, period, version
