-- grain: one row per report to a township that told a finding on the row, or a refusal of its thing
-- parameters: period, file, sheet, row, row_key, entity
WITH told AS (
    SELECT report_finding.report_id
    FROM ops.finding JOIN ops.report_finding ON report_finding.finding_id = finding.finding_id
    WHERE period = %(period)s AND file = %(file)s AND sheet = %(sheet)s AND "row" = %(row)s
    UNION
    SELECT report_rejection.report_id
    FROM ops.publication_row AS refused
    JOIN ops.report_rejection
      ON (report_rejection.publication_id, report_rejection.row_no) = (refused.publication_id, refused.row_no)
    WHERE refused.row_key = %(row_key)s AND refused.entity = %(entity)s
)
SELECT report.unit_code, report.period, report.version, report.kind, report.status, report.made_at, report.sent_at
FROM told JOIN ops.report ON report.report_id = told.report_id
ORDER BY report.report_id
