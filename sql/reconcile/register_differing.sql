-- grain: one row per row that is not as in the register, with the values of both sides (personal: for the workbook only)
-- parameters: none; pg_temp.registered
SELECT class, unit_code, fields, ours, listed FROM pg_temp.registered
WHERE class <> 'in_register'
ORDER BY class COLLATE "C", unit_code COLLATE "C" NULLS FIRST, row_key COLLATE "C"
