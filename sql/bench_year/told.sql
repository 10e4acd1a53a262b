-- grain: one finding that a report told
-- parameters: none
INSERT INTO ops.report_finding (report_id, finding_id)
SELECT report_id, finding_id
FROM ops.finding JOIN ops.report USING (unit_code, period)
WHERE report.version = 1
