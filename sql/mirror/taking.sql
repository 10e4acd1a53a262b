-- grain: at most one row: the list of an entity that is being taken
-- parameters: entity
SELECT mirror_id, version, as_of, row_count, pages, cursor, state FROM ops.mirror
WHERE entity = %(entity)s AND state = 'taking'
