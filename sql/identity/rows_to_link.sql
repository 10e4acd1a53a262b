-- grain: one row per data row whose number, or name without one, somebody decided to be another's
-- parameters: id_no, uscc, name: lists; {entity}, {fields} (of its key, and its name), {is_meant}
SELECT staged.stage_row_id, files.unit_code AS "unit", {fields}
FROM stage.{entity} AS staged
JOIN ops.submission_sheet AS sheets ON sheets.sheet_id = staged.sheet_id
JOIN ops.submission_file AS files ON files.file_id = sheets.file_id
WHERE {is_meant}
ORDER BY staged.stage_row_id
