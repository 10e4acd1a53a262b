-- grain: one row per data row of a sheet, in the order they were read in
-- parameters: sheet_id; {entity} and its {fields} come from the contract
SELECT {fields}, sheet_row AS "sheet row", states AS "cell states", raw AS "typed texts"
FROM stage.{entity}
WHERE sheet_id = %(sheet_id)s
ORDER BY stage_row_id
