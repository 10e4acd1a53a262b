-- grain: one data row that is not loaded and yet says something: that somebody is there, or what was good before
-- parameters: none; {staged} (the rows of the entity), {called} (the column of a person's name); pg_temp.counted_sheets
CREATE TEMPORARY TABLE doubted ON COMMIT DROP AS
SELECT counted.unit, counted.month, counted.place, fate.fate, told.*
FROM pg_temp.counted_sheets AS counted
JOIN ops.fate ON fate.sheet_id = counted.sheet_id AND fate.fate <> 'loaded'
             AND (fate.fate <> 'superseded' OR fate.was_loaded)
CROSS JOIN LATERAL (
    SELECT staged.row_key, staged.row_hash, staged.stage_row_id, staged.sheet_row, {called} AS name
    FROM {staged} AS staged
    WHERE staged.stage_row_id BETWEEN fate.first_row_id AND fate.last_row_id
    OFFSET 0
) AS told
