-- grain: one row: the list that is begun; none when another run began one
-- parameters: entity, platform, version, as_of, row_count, now
INSERT INTO ops.mirror (entity, platform, version, as_of, row_count, begun_at)
VALUES (%(entity)s, %(platform)s, %(version)s, %(as_of)s, %(row_count)s, %(now)s)
ON CONFLICT (entity) WHERE state = 'taking' DO NOTHING
RETURNING mirror_id, version, as_of, row_count, pages, cursor, state
