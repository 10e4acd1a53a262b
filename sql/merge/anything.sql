-- grain: one row: whether an entity has any row, staged or in its history
-- parameters: none; {entity}, {history}
SELECT EXISTS (SELECT FROM stage.{entity}) OR EXISTS (SELECT FROM core.{history}) AS is_there
