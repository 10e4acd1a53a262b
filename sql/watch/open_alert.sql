-- grain: one thing that is wrong now
-- parameters: kind, subject, severity, details, now
INSERT INTO ops.alert (kind, subject, severity, details, opened_at, seen_at)
VALUES (%(kind)s, %(subject)s, %(severity)s, %(details)s, %(now)s, %(now)s)
ON CONFLICT (kind, subject) WHERE cleared_at IS NULL DO UPDATE
SET severity = excluded.severity, details = excluded.details, seen_at = greatest(alert.seen_at, excluded.seen_at)
RETURNING alert_id
