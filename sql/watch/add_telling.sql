-- grain: one turn in an alert's life that the engineers are told of
-- parameters: alert_id, what, number, now
INSERT INTO ops.alert_telling (alert_id, what, number, told_at)
VALUES (%(alert_id)s, %(what)s, %(number)s, %(now)s)
