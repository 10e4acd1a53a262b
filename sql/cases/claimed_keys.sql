-- grain: one row per place that was asked for, with the key of the thing that stands there
-- parameters: period, files, sheets, rows (of the places, one list each); {entity}
SELECT asked.file, asked.sheet, asked."row", staged.row_key
FROM unnest(%(files)s::text[], %(sheets)s::text[], %(rows)s::integer[]) AS asked (file, sheet, "row")
JOIN ops.submission_file AS files ON files.period = %(period)s AND files.file = asked.file
JOIN ops.submission_sheet AS sheets ON sheets.file_id = files.file_id AND sheets.sheet = asked.sheet
JOIN stage.{entity} AS staged ON staged.sheet_id = sheets.sheet_id AND staged.sheet_row = asked."row"
WHERE staged.row_key IS NOT NULL
