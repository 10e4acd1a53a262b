-- grain: one row per alert that is over, the last cleared first; with how often the engineers were told, and how many there are
-- parameters: most, skipped
SELECT cleared.*, told.tellings, told.told_at
FROM (
    SELECT alert.*, (count(*) OVER ())::integer AS total FROM ops.alert
    WHERE cleared_at IS NOT NULL
    ORDER BY cleared_at DESC, alert_id DESC
    LIMIT %(most)s OFFSET %(skipped)s
) AS cleared
CROSS JOIN LATERAL (
    SELECT count(*)::integer AS tellings, max(told_at) AS told_at FROM ops.alert_telling
    WHERE alert_telling.alert_id = cleared.alert_id
) AS told
ORDER BY cleared.cleared_at DESC, cleared.alert_id DESC
