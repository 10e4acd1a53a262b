-- grain: no rows
-- parameters: reconciliation_id; pg_temp.{found}
INSERT INTO ops.reconciliation_difference (reconciliation_id, class, row_key, fields, unit_code)
SELECT %(reconciliation_id)s, class, row_key, max(fields), max(unit_code)
FROM pg_temp.{found}
WHERE class NOT IN ('agreed', 'in_register')
GROUP BY class, row_key
