-- grain: one run of a DAG, as Airflow last told it: hourly for forty days
-- parameters: dags, now
INSERT INTO ops.airflow_run (dag_id, run_id, partition_key, run_type, state, run_after, started_at, ended_at, asked_at)
SELECT dag_id, 'scheduled__' || nth, '', 'scheduled', CASE WHEN nth %% 50 = 0 THEN 'failed' ELSE 'success' END, due, due,
       due + interval '2 minutes', %(now)s
FROM unnest(%(dags)s::text[]) AS dag_id CROSS JOIN generate_series(0, 959) AS nth
CROSS JOIN LATERAL (SELECT %(now)s - nth * interval '1 hour' AS due) AS moment
