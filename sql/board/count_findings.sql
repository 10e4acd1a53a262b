-- grain: no rows; one row of ops.finding_count per unit, sheet and rule that ever found something in a month
-- parameters: period
-- A fault that came again in a later file is the one it continues, so it was found once.
WITH place AS (
    SELECT DISTINCT ON (files.file, sheets.sheet) files.file, sheets.sheet, sheets.entity
    FROM ops.submission_file AS files JOIN ops.submission_sheet AS sheets USING (file_id)
    WHERE files.period = %(period)s
    ORDER BY files.file, sheets.sheet, sheets.position
)
INSERT INTO ops.finding_count (period, unit_code, entity, slug, weight, found, standing, waived)
SELECT %(period)s, coalesce(finding.unit_code, ''), coalesce(place.entity, ''), finding.slug,
       max(CASE WHEN severity IN ('reject_file', 'reject_row') OR export <> '' THEN 2
                WHEN severity = 'warn' THEN 1 ELSE 0 END),
       count(*) FILTER (WHERE continues IS NULL),
       count(*) FILTER (WHERE closed_at IS NULL AND waiver_id IS NULL),
       count(*) FILTER (WHERE waiver_id IS NOT NULL)
FROM ops.finding LEFT JOIN place ON place.file = finding.file AND place.sheet = finding.sheet
WHERE finding.period = %(period)s
GROUP BY 2, 3, 4
