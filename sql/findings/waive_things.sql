-- grain: no rows; findings of a month on rows of things that are let pass on a day, unless their kind is for longer
-- parameters: period, today, name (of the entity); {entity}
UPDATE ops.finding AS found
SET waiver_id = passing.waiver_id
FROM (
    SELECT DISTINCT ON (waiver.unit_code, waiver.slug, waiver."column", files.file, sheets.sheet, staged.sheet_row)
           waiver.waiver_id, waiver.unit_code, waiver.slug, waiver."column", files.file, sheets.sheet, staged.sheet_row,
           waiver.until
    FROM ops.waiver
    JOIN stage.{entity} AS staged ON staged.row_key = waiver.row_key
    JOIN ops.submission_sheet AS sheets ON sheets.sheet_id = staged.sheet_id
    JOIN ops.submission_file AS files ON files.file_id = sheets.file_id
    WHERE waiver.entity = %(name)s AND waiver.until >= %(today)s AND files.period = %(period)s
      AND NOT EXISTS (SELECT FROM ops.waiver_end WHERE waiver_end.waiver_id = waiver.waiver_id)
    ORDER BY waiver.unit_code, waiver.slug, waiver."column", files.file, sheets.sheet, staged.sheet_row,
             waiver.until DESC, waiver.waiver_id
) AS passing
WHERE found.period = %(period)s AND found.closed_at IS NULL AND found.unit_code = passing.unit_code
  AND found.slug = passing.slug AND found."column" IS NOT DISTINCT FROM passing."column"
  AND found.file = passing.file AND found.sheet = passing.sheet AND found."row" = passing.sheet_row
  AND NOT EXISTS (SELECT FROM ops.waiver WHERE waiver.waiver_id = found.waiver_id AND waiver.until >= passing.until)
