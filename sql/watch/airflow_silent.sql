-- grain: one row per part of Airflow that does not answer, or says that it is not well; none before it answered once
-- parameters: now, minutes
SELECT 'api-server' AS subject, answered_at AS since
FROM ops.watched
WHERE what = 'airflow' AND answered_at < %(now)s - make_interval(mins => %(minutes)s)
UNION ALL
SELECT part.key, answered_at
FROM ops.watched
CROSS JOIN LATERAL jsonb_each_text(details -> 'health') AS part
WHERE what = 'airflow' AND answered_at = asked_at AND part.value <> 'healthy'
