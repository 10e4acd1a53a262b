-- grain: no rows; findings that the newest report to a unit about a month tells
-- parameters: unit_code, period, findings (their numbers)
INSERT INTO ops.report_finding (report_id, finding_id)
SELECT newest.report_id, told.finding_id
FROM (
    SELECT report_id FROM ops.report
    WHERE unit_code = %(unit_code)s AND period = %(period)s
    ORDER BY version DESC LIMIT 1
) AS newest
CROSS JOIN unnest(%(findings)s::bigint[]) AS told (finding_id)
ON CONFLICT DO NOTHING
