-- grain: no rows
-- parameters: mirror_id, now, loaded, duplicate, rejected, changes, findings
UPDATE ops.mirror
SET state = 'loaded', taken_at = %(now)s, loaded = %(loaded)s, duplicate = %(duplicate)s, rejected = %(rejected)s,
    changes = %(changes)s, findings = %(findings)s::jsonb
WHERE mirror_id = %(mirror_id)s
