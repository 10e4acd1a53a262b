-- grain: one row per key that several units claim in a month, until they agree
-- parameters: month; {entity}
SELECT DISTINCT coalesce(linked.row_key, staged.row_key) AS row_key
FROM ops.disposition
JOIN stage.{entity} AS staged ON staged.stage_row_id = disposition.stage_row_id
JOIN ops.submission_sheet AS sheets ON sheets.sheet_id = staged.sheet_id
JOIN ops.submission_file AS files ON files.file_id = sheets.file_id
LEFT JOIN stage.linked_row AS linked ON linked.stage_row_id = staged.stage_row_id
WHERE NOT files.is_awaiting AND disposition.period = %(month)s AND disposition.fate = 'held_aside'
  AND staged.row_key IS NOT NULL
ORDER BY row_key
