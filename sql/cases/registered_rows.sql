-- grain: one row of a month whose person several units sent and the household register knows on a day, with its unit
-- parameters: period, day; {entity}
WITH sent AS (
    SELECT files.file, files.unit_code, sheets.sheet, staged.sheet_row, staged.id_no
    FROM ops.submission_file AS files
    JOIN ops.submission_sheet AS sheets ON sheets.file_id = files.file_id
    JOIN stage.{entity} AS staged ON staged.sheet_id = sheets.sheet_id
    WHERE files.period = %(period)s AND staged.id_no IS NOT NULL
),
shared AS (SELECT id_no FROM sent GROUP BY id_no HAVING count(DISTINCT unit_code) > 1),
-- The first list may be about a day after the month: then it is the best that is known.
registered AS (
    SELECT DISTINCT ON (register.id_no) register.id_no, register.unit_code
    FROM shared JOIN core.register_person AS register ON register.id_no = shared.id_no
    WHERE register.recorded_to IS NULL AND (register.valid_to IS NULL OR register.valid_to > %(day)s)
    ORDER BY register.id_no, register.valid_from
)
SELECT sent.file, sent.sheet, sent.sheet_row AS "row", registered.unit_code AS owner
FROM registered JOIN sent ON sent.id_no = registered.id_no
WHERE registered.unit_code IS NOT NULL
