-- grain: one row per row of a class, with the values of both sides (personal: for the bureau's workbook only)
-- parameters: class; pg_temp.compared
SELECT unit_code, fields, ours, theirs FROM pg_temp.compared
WHERE class = %(class)s
ORDER BY unit_code COLLATE "C" NULLS FIRST, row_key COLLATE "C"
