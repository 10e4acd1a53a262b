-- grain: one data row that is not loaded and yet says something: that somebody is there, or what was good before
-- parameters: none; {staged} (the rows of the entity), {hash}, {called} (the column of a person's name); pg_temp.counted_sheets
CREATE TEMPORARY TABLE doubted ON COMMIT DROP AS
SELECT staged.row_key, counted.unit, counted.month, disposition.fate, disposition.was_loaded, {called} AS name,
       staged.stage_row_id, coalesce(staged.row_hash, {hash}) AS row_hash, counted.submission_id, counted.place, staged.sheet_row
FROM pg_temp.counted_sheets AS counted
JOIN ops.disposition ON disposition.sheet_id = counted.sheet_id AND disposition.fate <> 'loaded'
                    AND (disposition.fate <> 'superseded' OR disposition.was_loaded)
JOIN {staged} AS staged ON staged.stage_row_id = disposition.stage_row_id
