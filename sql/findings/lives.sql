-- grain: one finding that somebody has to act on, with the facts of its life
-- parameters: unit_code, period (null: all)
SELECT finding.finding_id, finding.period, finding.unit_code, finding.slug, finding.severity, finding.file,
       finding.sheet, finding."row", finding."column", finding.message,
       coalesce(finding.first_found_at, finding.opened_at) AS opened_at, told.moment AS reported_at,
       finding.closed_at, known.moment AS verified_at,
       EXISTS (SELECT FROM ops.submission
               WHERE submission.unit_code = finding.unit_code AND submission.period = finding.period
                 AND submission.received_at > finding.opened_at AND submission.received_at <= finding.closed_at)
           AS is_resubmitted,
       waiver.waiver_id, waiver.until
FROM ops.finding
LEFT JOIN ops.waiver ON waiver.waiver_id = finding.waiver_id
LEFT JOIN LATERAL (
    SELECT min(report.sent_at) AS moment
    FROM ops.report_finding JOIN ops.report ON report.report_id = report_finding.report_id
    WHERE report_finding.finding_id = finding.finding_id
) AS told ON TRUE
-- Of the reports made since it was closed, the first that was delivered and no longer tells it.
LEFT JOIN LATERAL (
    SELECT min(report.sent_at) AS moment
    FROM ops.report
    WHERE report.unit_code = finding.unit_code AND report.period = finding.period
      AND report.made_at >= finding.closed_at
      AND NOT EXISTS (SELECT FROM ops.report_finding AS still
                      WHERE still.report_id = report.report_id AND still.finding_id = finding.finding_id)
) AS known ON TRUE
WHERE finding.severity <> 'info'
  -- A fault that was sent once more lives on in the newer file.
  AND NOT EXISTS (SELECT FROM ops.finding AS later WHERE later.continues = finding.finding_id)
  AND (%(unit_code)s::text IS NULL OR finding.unit_code = %(unit_code)s)
  AND (%(period)s::text IS NULL OR finding.period = %(period)s)
ORDER BY finding.finding_id
