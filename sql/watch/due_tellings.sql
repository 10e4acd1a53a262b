-- grain: one row per alert that the engineers have to be told of now: that it opened, stands still, or is mended
-- parameters: now, again_hours (hours by severity)
SELECT alert.*, coalesce(last.number, 0) AS tellings, last.told_at,
       CASE WHEN cleared_at IS NOT NULL THEN 'cleared' WHEN last.what IS NULL THEN 'opened' ELSE 'again' END AS what
FROM ops.alert
LEFT JOIN LATERAL (
    SELECT what, told_at, row_number() OVER (ORDER BY telling_id) AS number
    FROM ops.alert_telling
    WHERE alert_telling.alert_id = alert.alert_id
    ORDER BY telling_id DESC
    LIMIT 1
) AS last ON true
WHERE last.what IS NULL
   OR (cleared_at IS NOT NULL AND last.what <> 'cleared')
   OR (cleared_at IS NULL
       AND last.told_at <= %(now)s - make_interval(hours => (%(again_hours)s::jsonb ->> severity)::integer))
ORDER BY cleared_at IS NOT NULL, severity, kind, subject
