-- grain: no rows; one unit and entity that does not leave
-- parameters: period, unit_code, entity, export, judgement_id
INSERT INTO ops.blocked (period, unit_code, entity, export, judgement_id)
VALUES (%(period)s, %(unit_code)s, %(entity)s, %(export)s, %(judgement_id)s)
