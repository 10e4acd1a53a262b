-- grain: no rows; whose an adopted row is and where it was read, by what the warehouse knows of its key
-- parameters: name (of the entity); {entity}
WITH unplaced AS (
  SELECT publication_id, row_no, rows.dataset, row_key, row_hash
  FROM ops.publication_row AS rows JOIN ops.publication USING (publication_id)
  WHERE publication.origin = 'adopted' AND rows.unit_code IS NULL AND rows.entity = %(name)s
),
known AS (
  SELECT unplaced.publication_id, unplaced.row_no, version.sender AS unit_code, files.file, sheets.sheet,
         staged.sheet_row AS "row", version.row_hash = unplaced.row_hash AS is_it, version.recorded_to AS until
  FROM unplaced
  JOIN core.{entity} AS version ON version.row_key = unplaced.row_key
  LEFT JOIN stage.{entity} AS staged ON staged.stage_row_id = version.stage_row_id
  LEFT JOIN ops.submission_sheet AS sheets ON sheets.sheet_id = staged.sheet_id
  LEFT JOIN ops.submission_file AS files ON files.file_id = sheets.file_id
  UNION ALL
  SELECT unplaced.publication_id, unplaced.row_no, sent.unit_code, sent.file, sent.sheet, sent."row",
         sent.row_hash = unplaced.row_hash, '-infinity'
  FROM unplaced JOIN ops.publication_row AS sent USING (dataset, row_key)
  UNION ALL
  SELECT unplaced.publication_id, unplaced.row_no, held.unit_code, held.file, held.sheet, held."row",
         held.row_hash = unplaced.row_hash, '-infinity'
  FROM unplaced JOIN ops.publication_held AS held USING (dataset, row_key)
),
best AS (
  SELECT DISTINCT ON (publication_id, row_no) * FROM known
  WHERE unit_code IS NOT NULL
  ORDER BY publication_id, row_no, is_it DESC, until DESC NULLS FIRST, file NULLS LAST, sheet, "row"
)
UPDATE ops.publication_row AS rows
SET unit_code = best.unit_code, file = best.file, sheet = best.sheet, "row" = best."row"
FROM best
WHERE (rows.publication_id, rows.row_no) = (best.publication_id, best.row_no)
