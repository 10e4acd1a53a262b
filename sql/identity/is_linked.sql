-- grain: one row: whether any row of an entity is read as another's
-- parameters: entity
SELECT EXISTS (SELECT FROM stage.linked_row WHERE entity = %(entity)s) AS is_linked
