-- grain: no rows; versions that rows of a submission told keep their fields themselves, before the rows go
-- parameters: submission_id; {entity}, {history}, {fields} (under their names in core)
UPDATE core.{history} AS version
SET told = jsonb_strip_nulls(to_jsonb(kept))
FROM ops.submission_file AS files
JOIN ops.submission_sheet AS sheets ON sheets.file_id = files.file_id
JOIN stage.{entity} AS staged ON staged.sheet_id = sheets.sheet_id
CROSS JOIN LATERAL (SELECT {fields}) AS kept
WHERE files.submission_id = %(submission_id)s AND version.stage_row_id = staged.stage_row_id AND version.told IS NULL
