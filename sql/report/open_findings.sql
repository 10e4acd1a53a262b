-- grain: one finding that is open
-- parameters: period
SELECT file, slug, sheet, "row" FROM ops.finding WHERE period = %(period)s AND closed_at IS NULL ORDER BY finding_id
