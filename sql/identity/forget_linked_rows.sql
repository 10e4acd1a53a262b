-- grain: no rows
-- parameters: none
DELETE FROM stage.linked_row
