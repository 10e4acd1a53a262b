-- grain: no rows; what is in force on a month's last day, with what holds it and where it was read last
-- parameters: day, month, name (of the entity), block (the export), is_told_once; {entity}, {payload}; pg_temp.claims
INSERT INTO pg_temp.wanted (row_key, row_hash, unit_code, payload, held, file, sheet, sheet_row)
WITH in_force AS (
    SELECT claims.row_key, claims.unit, claims.month, fate.held_by, files.file, sheets.sheet, staged.sheet_row
    FROM pg_temp.claims
    JOIN stage.{entity} AS staged ON staged.stage_row_id = claims.stage_row_id
    JOIN ops.fate ON fate.sheet_id = staged.sheet_id
                 AND claims.stage_row_id BETWEEN fate.first_row_id AND fate.last_row_id
    JOIN ops.submission_sheet AS sheets ON sheets.sheet_id = staged.sheet_id
    JOIN ops.submission_file AS files ON files.file_id = sheets.file_id
    CROSS JOIN LATERAL (SELECT CASE WHEN %(is_told_once)s THEN claims.next_month ELSE claims.until END AS until) AS said
    WHERE claims.month <= %(month)s AND (said.until IS NULL OR said.until > %(month)s)
),
holds AS (
    SELECT row_key, string_agg(DISTINCT slug, ',' ORDER BY slug) AS slugs
    FROM in_force CROSS JOIN unnest(held_by) AS slug
    GROUP BY row_key
)
SELECT version.row_key, version.row_hash, version.sender, ARRAY[{payload}]::text[],
       CASE WHEN blocked.period IS NULL THEN holds.slugs ELSE %(block)s END,
       source.file, source.sheet, source.sheet_row
FROM core.{entity} AS version
LEFT JOIN holds ON holds.row_key = version.row_key
LEFT JOIN in_force AS source ON source.row_key = version.row_key AND source.unit = version.sender
-- A unit's silence cures nothing: its rows stay blocked by the month in which they were read.
LEFT JOIN ops.blocked ON blocked.period = source.month AND blocked.unit_code = source.unit
                     AND blocked.entity = %(name)s AND blocked.export = %(block)s
WHERE version.recorded_to IS NULL AND version.valid_from <= %(day)s
  AND (version.valid_to IS NULL OR version.valid_to > %(day)s OR %(is_told_once)s AND NOT EXISTS (
      SELECT FROM core.{entity} AS later
      WHERE later.row_key = version.row_key AND later.recorded_to IS NULL AND later.valid_from > version.valid_from
        AND later.valid_from <= %(day)s
  ))
