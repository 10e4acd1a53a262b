-- grain: at most one row: an open finding, with the entity of its sheet
-- parameters: finding_id
SELECT finding.period, finding.unit_code, finding.slug, finding.file, finding.sheet, finding."row", finding."column",
       finding.fingerprint, sheets.entity
FROM ops.finding
LEFT JOIN ops.submission_file AS files ON files.period = finding.period AND files.file = finding.file
LEFT JOIN ops.submission_sheet AS sheets ON sheets.file_id = files.file_id AND sheets.sheet = finding.sheet
WHERE finding.finding_id = %(finding_id)s AND finding.closed_at IS NULL
ORDER BY sheets.position
LIMIT 1
