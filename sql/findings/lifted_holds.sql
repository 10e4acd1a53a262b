-- grain: one slug on a row of a month that need not hold the row, since all that it found there is let pass
-- parameters: period
SELECT file, sheet, "row", slug
FROM ops.finding
WHERE period = %(period)s AND closed_at IS NULL AND export = 'hold' AND "row" IS NOT NULL
GROUP BY file, sheet, "row", slug
HAVING bool_and(waiver_id IS NOT NULL)
