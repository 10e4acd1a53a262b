-- grain: one row per key, unit and month: what the unit said, and the month from which it says otherwise
-- parameters: none; {entity}, and {called}, the column of a row's name, from the contract
CREATE TEMPORARY TABLE claims ON COMMIT DROP AS
WITH told AS (
    SELECT staged.stage_row_id, staged.row_key, coalesce(files.unit_code, '') COLLATE "C" AS unit, files.period AS month,
           disposition.fate, {called} AS name, files.file COLLATE "C" AS file, sheets.position, staged.sheet_row
    FROM stage.{entity} AS staged
    JOIN ops.disposition ON disposition.stage_row_id = staged.stage_row_id
    JOIN ops.submission_sheet AS sheets ON sheets.sheet_id = staged.sheet_id
    JOIN ops.submission_file AS files ON files.file_id = sheets.file_id
    WHERE disposition.fate <> 'superseded' AND files.status <> 'rejected'
),
-- A sheet without any row is rather forgotten than meant: it ends nothing.
reported AS (SELECT DISTINCT unit, month FROM told),
-- A rejected row still says that its person is there: the last good version stays in force.
present AS (SELECT DISTINCT row_key, unit, month FROM told WHERE row_key IS NOT NULL),
loaded AS (
    SELECT DISTINCT ON (row_key, unit, month) row_key, unit, month, stage_row_id, name
    FROM told
    WHERE fate = 'loaded' AND row_key IS NOT NULL
    ORDER BY row_key, unit, month, file, position, sheet_row
),
-- So does a rejected row whose key nobody knows, of whoever in the unit bears its name: the key is what was mistyped.
mistyped AS (
    SELECT DISTINCT told.unit, told.month, told.name
    FROM told LEFT JOIN (SELECT DISTINCT row_key FROM loaded) AS known ON known.row_key = told.row_key
    WHERE told.fate = 'rejected' AND told.name IS NOT NULL AND known.row_key IS NULL
),
followed AS (
    SELECT *, lead(month) OVER (PARTITION BY row_key, unit ORDER BY month) AS next_month FROM loaded
),
missed AS (
    SELECT followed.row_key, followed.unit, followed.month, min(reported.month) AS first_missed
    FROM followed
    JOIN reported ON reported.unit = followed.unit AND reported.month > followed.month
                 AND (followed.next_month IS NULL OR reported.month < followed.next_month)
    LEFT JOIN present ON present.row_key = followed.row_key AND present.unit = followed.unit
                     AND present.month = reported.month
    LEFT JOIN mistyped ON mistyped.name = followed.name AND mistyped.unit = followed.unit
                      AND mistyped.month = reported.month
    WHERE present.row_key IS NULL AND mistyped.name IS NULL
    GROUP BY followed.row_key, followed.unit, followed.month
)
SELECT row_key, unit, month, least(next_month, first_missed) AS until, stage_row_id
FROM followed LEFT JOIN missed USING (row_key, unit, month)
