-- grain: at most one row: the newest list of an entity that was loaded
-- parameters: entity
SELECT mirror_id, version, as_of, row_count, pages, cursor, state FROM ops.mirror
WHERE entity = %(entity)s AND state = 'loaded'
ORDER BY as_of DESC, mirror_id DESC LIMIT 1
