-- grain: one row per alert, those that stand first; with how often the engineers were told, and when last
-- parameters: is_all
SELECT alert.*, coalesce(told.tellings, 0) AS tellings, told.told_at
FROM ops.alert
LEFT JOIN (
    SELECT alert_id, count(*) AS tellings, max(told_at) AS told_at
    FROM ops.alert_telling
    GROUP BY alert_id
) AS told USING (alert_id)
WHERE %(is_all)s OR cleared_at IS NULL
ORDER BY cleared_at DESC NULLS FIRST, severity, kind, subject
