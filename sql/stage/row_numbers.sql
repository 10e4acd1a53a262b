-- grain: one row per sheet of an entity and a month that has data rows, with their numbers in the order they were read in
-- parameters: period, entity; {entity} comes from the contract
SELECT sheets.sheet_id, sheets.fields, numbered.numbers
FROM ops.submission_file AS files
JOIN ops.submission_sheet AS sheets ON sheets.file_id = files.file_id
JOIN LATERAL (
    SELECT array_agg(staged.sheet_row ORDER BY staged.stage_row_id) AS numbers
    FROM stage.{entity} AS staged
    WHERE staged.sheet_id = sheets.sheet_id
) AS numbered ON numbered.numbers IS NOT NULL
WHERE files.period = %(period)s AND sheets.entity = %(entity)s
