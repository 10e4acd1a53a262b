-- grain: one row per class, unit and set of fields that differ, the most rows first
-- parameters: reconciliation_id, most, skipped
SELECT class, unit_code, fields, count(*)::integer AS rows,
       (count(*) OVER ())::integer AS total
FROM ops.reconciliation_difference
WHERE reconciliation_id = %(reconciliation_id)s
GROUP BY class, unit_code, fields
ORDER BY rows DESC, class COLLATE "C", unit_code COLLATE "C" NULLS FIRST, fields
LIMIT %(most)s OFFSET %(skipped)s
