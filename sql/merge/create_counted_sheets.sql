-- grain: one row per sheet of an entity that counts: who sent it, of which month, and whether it says who is there at all
-- parameters: entity
CREATE TEMPORARY TABLE counted_sheets ON COMMIT DROP AS
WITH sent AS (
    SELECT sheets.sheet_id, coalesce(files.unit_code, '') COLLATE "C" AS unit, files.period COLLATE "C" AS month,
           (files.period || '-01')::date AS first_day,
           rank() OVER (ORDER BY files.submission_id DESC, files.file COLLATE "C", sheets.position) AS place,
           -- A sheet without any row is rather forgotten than meant: it ends nothing, and neither does a correction.
           files.mode = 'full' AND NOT sheets.entity = ANY(files.entities_superseded) AND sheets.rows_read > 0 AS is_report
    FROM ops.submission_sheet AS sheets JOIN ops.submission_file AS files ON files.file_id = sheets.file_id
    WHERE sheets.entity = %(entity)s AND files.status <> 'rejected' AND NOT files.is_awaiting
)
SELECT *, min(first_day) FILTER (WHERE is_report) OVER (
           PARTITION BY unit ORDER BY first_day GROUPS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING
       ) AS next_report
FROM sent
