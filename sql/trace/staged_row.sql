-- grain: at most one data row: the place named
-- parameters: period or null for the newest month, file, sheet, row; {entity} comes from the contract
SELECT submission.submission_id, submission.unit_code, submission.period, submission.received_at, submission.channel,
       submission.sha256, files.file, files.status AS file_status, sheets.sheet_id, sheets.sheet, sheets.entity,
       staged.sheet_row, coalesce(linked.row_key, staged.row_key) AS row_key, fate.fate, fate.held_by, to_jsonb(staged) AS cells
FROM stage.{entity} AS staged
JOIN ops.submission_sheet AS sheets ON sheets.sheet_id = staged.sheet_id
JOIN ops.submission_file AS files ON files.file_id = sheets.file_id
JOIN ops.submission USING (submission_id)
LEFT JOIN ops.fate ON fate.sheet_id = staged.sheet_id
                  AND staged.stage_row_id BETWEEN fate.first_row_id AND fate.last_row_id
LEFT JOIN stage.linked_row AS linked ON linked.stage_row_id = staged.stage_row_id
WHERE files.file = %(file)s AND sheets.sheet = %(sheet)s AND staged.sheet_row = %(row)s
  AND (%(period)s::text IS NULL OR files.period = %(period)s)
ORDER BY files.period DESC
LIMIT 1
