-- grain: one row per finding that ever stood on a row
-- parameters: period, file, sheet, row
SELECT slug, severity, message, made_by, opened_at, closed_at
FROM ops.finding
WHERE period = %(period)s AND file = %(file)s AND sheet = %(sheet)s AND "row" = %(row)s
ORDER BY opened_at, slug COLLATE "C", finding_id
