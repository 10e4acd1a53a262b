-- grain: one row per unit with refusals of a month that it did not mend: how many
-- parameters: period
-- A file that was refused whole is mended by any later file that counts and has its sheets.
SELECT finding.unit_code, count(*) AS findings
FROM ops.finding
JOIN ops.submission_file AS files ON files.period = finding.period AND files.file = finding.file
WHERE finding.period = %(period)s AND finding.closed_at IS NULL AND finding.unit_code IS NOT NULL
  AND finding.severity IN ('reject_file', 'reject_row') AND finding.waiver_id IS NULL
  AND NOT (files.status = 'rejected' AND EXISTS (
      SELECT FROM ops.submission_file AS later
      WHERE later.period = files.period AND later.unit_code = finding.unit_code
        AND later.submission_id > files.submission_id AND later.status <> 'rejected' AND NOT later.is_awaiting
        AND NOT EXISTS (
            SELECT entity FROM ops.submission_sheet WHERE file_id = files.file_id
            EXCEPT
            SELECT entity FROM ops.submission_sheet WHERE file_id = later.file_id
        )
  ))
GROUP BY finding.unit_code
ORDER BY finding.unit_code
