-- grain: one key of a unit that was in force on a month's last day, with the row that said so last
-- parameters: unit, month, day, is_city; {entity} and its {fields} come from the contract; pg_temp.claims
SELECT {fields}, sheets.fields AS "present fields", staged.states AS "cell states",
       ARRAY(
           SELECT DISTINCT doubt."column"
           FROM ops.finding AS doubt
           WHERE doubt.period = claims.month AND doubt.closed_at IS NULL AND doubt.file = files.file
             AND doubt.sheet = sheets.sheet AND doubt."row" = staged.sheet_row AND doubt."column" IS NOT NULL
       ) AS "doubted headers"
FROM pg_temp.claims
JOIN stage.{entity} AS staged ON staged.stage_row_id = claims.stage_row_id
JOIN ops.submission_sheet AS sheets ON sheets.sheet_id = staged.sheet_id
JOIN ops.submission_file AS files ON files.file_id = sheets.file_id
WHERE claims.unit = %(unit)s AND claims.month <= %(month)s AND (claims.until IS NULL OR claims.until > %(month)s)
  -- A person who moved is the new township's; a company may be several townships'.
  AND (%(is_city)s OR EXISTS (
      SELECT FROM core.{entity} AS version
      WHERE version.row_key = claims.row_key AND version.sender = claims.unit AND version.recorded_to IS NULL
        AND version.valid_from <= %(day)s AND (version.valid_to IS NULL OR version.valid_to > %(day)s)
  ))
ORDER BY staged.stage_row_id
