-- grain: one row per staged row: the file, sheet and row in which a township wrote it
-- parameters: rows (ids of staged rows); {entity}
SELECT staged.stage_row_id, files.period, files.file, sheets.sheet, staged.sheet_row
FROM stage.{entity} AS staged
JOIN ops.submission_sheet AS sheets USING (sheet_id)
JOIN ops.submission_file AS files USING (file_id)
WHERE staged.stage_row_id = ANY(%(rows)s)
