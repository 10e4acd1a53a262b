-- grain: one row that is loaded, of any month
-- parameters: none; {staged} (the rows of the entity); pg_temp.counted_sheets
SELECT stretch.unit, stretch.month, stretch.first_day, stretch.next_report, stretch.place, told.*
-- OFFSET keeps the planner from asking of every row whether any stretch has it.
FROM (
    SELECT counted.unit, counted.month, counted.first_day, counted.next_report, counted.place, fate.first_row_id,
           fate.last_row_id
    FROM pg_temp.counted_sheets AS counted
    JOIN ops.fate ON fate.sheet_id = counted.sheet_id AND fate.fate = 'loaded'
    OFFSET 0
) AS stretch
CROSS JOIN LATERAL (
    SELECT staged.row_key, staged.row_hash, staged.stage_row_id, staged.sheet_row
    FROM {staged} AS staged
    WHERE staged.stage_row_id BETWEEN stretch.first_row_id AND stretch.last_row_id AND staged.row_key IS NOT NULL
    OFFSET 0
) AS told
