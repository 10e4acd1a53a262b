-- grain: one row per open finding of a month; with the last day of what lets it pass
-- parameters: period
SELECT finding.finding_id, waiver.until, finding.slug, file, sheet, "row", finding."column", value, details, made_by
FROM ops.finding LEFT JOIN ops.waiver ON waiver.waiver_id = finding.waiver_id
WHERE period = %(period)s AND closed_at IS NULL
ORDER BY file COLLATE "C", sheet COLLATE "C" NULLS FIRST, "row" NULLS FIRST, finding."column" COLLATE "C" NULLS FIRST,
         finding.slug COLLATE "C", finding.fingerprint, ordinal
