-- grain: no rows; one row that is read as another's
-- parameters: stage_row_id, entity, row_key, id_no, uscc
INSERT INTO stage.linked_row (stage_row_id, entity, row_key, id_no, uscc)
VALUES (%(stage_row_id)s, %(entity)s, %(row_key)s, %(id_no)s, %(uscc)s)
