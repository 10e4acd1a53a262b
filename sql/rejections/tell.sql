-- grain: no rows; refused rows that the newest report to a unit about a month tells
-- parameters: unit_code, period, publication_ids and row_nos (side by side)
INSERT INTO ops.report_rejection (report_id, publication_id, row_no)
SELECT newest.report_id, told.publication_id, told.row_no
FROM (
    SELECT report_id FROM ops.report
    WHERE unit_code = %(unit_code)s AND period = %(period)s
    ORDER BY version DESC LIMIT 1
) AS newest
CROSS JOIN unnest(%(publication_ids)s::bigint[], %(row_nos)s::integer[]) AS told (publication_id, row_no)
ON CONFLICT DO NOTHING
