-- grain: one row that is loaded, of any month, and speaks of a key that is watched
-- parameters: none; {staged} (the rows of the entity); pg_temp.counted_sheets, watched
SELECT counted.unit, counted.month, counted.first_day, counted.next_report, counted.place, told.row_key, told.row_hash,
       told.stage_row_id, told.sheet_row
-- OFFSET lets the keys find their rows before anything else is looked up.
FROM (
    SELECT staged.row_key, staged.row_hash, staged.stage_row_id, staged.sheet_id, staged.sheet_row
    FROM pg_temp.watched JOIN {staged} AS staged ON staged.row_key = watched.row_key
    OFFSET 0
) AS told
JOIN pg_temp.counted_sheets AS counted ON counted.sheet_id = told.sheet_id
JOIN ops.fate ON fate.sheet_id = told.sheet_id AND fate.fate = 'loaded'
             AND told.stage_row_id BETWEEN fate.first_row_id AND fate.last_row_id
