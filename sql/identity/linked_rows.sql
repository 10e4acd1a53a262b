-- grain: one row per row that is read as another's
-- parameters: none
SELECT stage_row_id, entity, row_key, id_no, uscc
FROM stage.linked_row
ORDER BY stage_row_id
