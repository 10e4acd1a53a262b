-- grain: no rows
-- parameters: number, entity, row_key, period, now, judgement_id
INSERT INTO ops.ownership_case (number, entity, row_key, period, opened_at, opened_by)
VALUES (%(number)s, %(entity)s, %(row_key)s, %(period)s, %(now)s, %(judgement_id)s)
