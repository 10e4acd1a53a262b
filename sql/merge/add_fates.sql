-- grain: no rows; the fates that are new, and the judgement's count of rows that changed sides
-- parameters: judgement_id; pg_temp.told
WITH added AS (
    INSERT INTO ops.fate (first_row_id, last_row_id, sheet_id, period, entity, fate, held_by, was_loaded, judgement_id)
    SELECT first_row_id, last_row_id, sheet_id, period, entity, fate, held_by, was_loaded, judgement_id
    FROM pg_temp.told
    ON CONFLICT (first_row_id) DO NOTHING
)
UPDATE ops.judgement
SET changed = changed + (SELECT coalesce(sum(told.changed), 0) FROM pg_temp.told)
WHERE judgement_id = %(judgement_id)s
