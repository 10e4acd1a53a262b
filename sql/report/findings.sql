-- grain: one row per open finding of a month
-- parameters: period
SELECT slug, file, sheet, "row", "column", value, details, made_by
FROM ops.finding
WHERE period = %(period)s AND closed_at IS NULL
ORDER BY file COLLATE "C", sheet COLLATE "C" NULLS FIRST, "row" NULLS FIRST, "column" COLLATE "C" NULLS FIRST,
         slug COLLATE "C", fingerprint, ordinal
