-- grain: one row per open alert of the kinds that were looked for, which was not found any more
-- parameters: kinds, found (alert_ids), now
UPDATE ops.alert
SET cleared_at = greatest(%(now)s, opened_at)
WHERE cleared_at IS NULL AND kind = ANY(%(kinds)s) AND NOT alert_id = ANY(%(found)s)
