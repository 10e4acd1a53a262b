-- grain: no rows
-- parameters: mirror_id, now, loaded, duplicate, rejected, changes, findings
UPDATE ops.mirror
SET state = 'loaded', taken_at = %(now)s, loaded = %(loaded)s, duplicate = %(duplicate)s, rejected = %(rejected)s,
    changes = %(changes)s, findings = %(findings)s::jsonb,
    judgement_id = (SELECT max(judgement_id) FROM ops.judgement)
WHERE mirror_id = %(mirror_id)s
