-- grain: one row per DAG whose next run should have begun some time ago
-- parameters: now, minutes
SELECT dag.key AS subject, (dag.value ->> 'next_run')::timestamptz AS since,
       (dag.value ->> 'is_paused')::boolean AS is_paused
FROM ops.watched
CROSS JOIN LATERAL jsonb_each(details -> 'dags') AS dag
WHERE what = 'airflow' AND (dag.value ->> 'next_run')::timestamptz < %(now)s - make_interval(mins => %(minutes)s)
