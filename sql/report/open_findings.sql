-- grain: one finding that is open; its file goes by the name under which it was sent
-- parameters: period
SELECT coalesce(sent.name || substr(finding.file, length(sent.label) + 1), finding.file) AS file,
       finding.slug, finding.sheet, finding."row"
FROM ops.finding
LEFT JOIN ops.submission_file AS files ON files.period = finding.period AND files.file = finding.file
LEFT JOIN ops.submission AS sent ON sent.submission_id = files.submission_id
WHERE finding.period = %(period)s AND finding.closed_at IS NULL
ORDER BY finding.finding_id
