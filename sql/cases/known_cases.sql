-- grain: one case of one of the keys
-- parameters: entity, keys
SELECT number, row_key
FROM ops.ownership_case
WHERE entity = %(entity)s AND row_key = ANY(%(keys)s)
