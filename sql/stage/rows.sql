-- grain: one row per data row of an entity and a month
-- parameters: period; {entity} and its {fields} come from the contract
SELECT {fields}, staged.sheet_id AS "sheet id", staged.sheet_row AS "sheet row", staged.states AS "cell states",
       staged.raw AS "typed texts", sheets.fields AS "present fields"
FROM stage.{entity} AS staged
JOIN ops.submission_sheet AS sheets ON sheets.sheet_id = staged.sheet_id
JOIN ops.submission_file AS files ON files.file_id = sheets.file_id
WHERE files.period = %(period)s
ORDER BY staged.stage_row_id
