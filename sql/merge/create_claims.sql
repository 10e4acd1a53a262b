-- grain: one row per key, unit and month: what the unit said, and the month from which it says otherwise
-- parameters: none; {entity}, and {called}, the column of a person's name, from the contract
CREATE TEMPORARY TABLE claims ON COMMIT DROP AS
WITH sent AS (
    SELECT staged.stage_row_id, staged.row_key, coalesce(files.unit_code, '') COLLATE "C" AS unit, files.period AS month,
           disposition.fate, disposition.was_loaded, {called} AS name, files.submission_id, files.file COLLATE "C" AS file,
           sheets.position, staged.sheet_row,
           files.mode = 'full' AND NOT sheets.entity = ANY(files.entities_superseded) AS is_report
    FROM stage.{entity} AS staged
    JOIN ops.disposition ON disposition.stage_row_id = staged.stage_row_id
    JOIN ops.submission_sheet AS sheets ON sheets.sheet_id = staged.sheet_id
    JOIN ops.submission_file AS files ON files.file_id = sheets.file_id
    WHERE files.status <> 'rejected' AND NOT files.is_awaiting
),
told AS (SELECT * FROM sent WHERE fate <> 'superseded'),
-- A sheet without any row is rather forgotten than meant: it ends nothing, and neither does a correction.
reported AS (SELECT DISTINCT unit, month FROM sent WHERE is_report),
-- A rejected row still says that its person is there: the last good version stays in force.
present AS (SELECT DISTINCT row_key, unit, month FROM told WHERE row_key IS NOT NULL),
-- It may be of the same month: of a file that was replaced, or the row itself until another township claimed its person.
good AS (
    SELECT DISTINCT ON (row_key, unit, month) row_key, unit, month, stage_row_id, name, fate <> 'loaded' AS is_kept
    FROM sent JOIN present USING (row_key, unit, month)
    WHERE fate = 'loaded' OR was_loaded
    ORDER BY row_key, unit, month, fate <> 'loaded', CASE WHEN fate <> 'loaded' THEN submission_id END DESC,
             file, position, sheet_row
),
followed AS (
    SELECT *, lead(month) OVER (PARTITION BY row_key, unit ORDER BY month) AS next_month FROM good
),
-- So does a rejected row whose key nobody knows, of whoever in the unit bears its name: the key is what was mistyped.
mistyped AS (
    SELECT DISTINCT told.unit, told.month, told.name
    FROM told LEFT JOIN (SELECT DISTINCT row_key FROM good) AS known ON known.row_key = told.row_key
    WHERE told.fate = 'rejected' AND told.name IS NOT NULL AND known.row_key IS NULL
),
missing AS (
    SELECT followed.row_key, followed.unit, followed.month, followed.name, reported.month AS missed,
           mistyped.name IS NOT NULL AS is_doubtful
    FROM followed
    JOIN reported ON reported.unit = followed.unit AND reported.month > followed.month
                 AND (followed.next_month IS NULL OR reported.month < followed.next_month)
    LEFT JOIN present ON present.row_key = followed.row_key AND present.unit = followed.unit
                     AND present.month = reported.month
    LEFT JOIN mistyped ON mistyped.name = followed.name AND mistyped.unit = followed.unit
                      AND mistyped.month = reported.month
    WHERE present.row_key IS NULL
),
-- Of two who are missing and bear the name nobody can say which was meant; who had left before is not meant.
meant AS (
    SELECT unit, missed, name
    FROM missing AS doubtful
    WHERE is_doubtful AND NOT EXISTS (
        SELECT FROM missing AS surely
        WHERE NOT surely.is_doubtful AND surely.row_key = doubtful.row_key AND surely.unit = doubtful.unit
          AND surely.month = doubtful.month AND surely.missed < doubtful.missed
    )
    GROUP BY unit, missed, name
    HAVING count(*) = 1
),
ended AS (
    SELECT row_key, unit, month, min(missed) AS first_missed
    FROM missing LEFT JOIN meant USING (unit, missed, name)
    WHERE meant.name IS NULL
    GROUP BY row_key, unit, month
)
SELECT row_key, unit, month, least(next_month, first_missed) AS until, stage_row_id, is_kept
FROM followed LEFT JOIN ended USING (row_key, unit, month)
