-- grain: no rows
-- parameters: mirror_id
UPDATE ops.mirror SET state = 'left' WHERE mirror_id = %(mirror_id)s AND state = 'taking'
