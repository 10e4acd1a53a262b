-- grain: at most one row: an alert with how often the engineers were told
-- parameters: alert_id
SELECT alert.*, told.tellings, told.told_at
FROM ops.alert
CROSS JOIN LATERAL (
    SELECT count(*)::integer AS tellings, max(told_at) AS told_at FROM ops.alert_telling
    WHERE alert_telling.alert_id = alert.alert_id
) AS told
WHERE alert_id = %(alert_id)s
