-- grain: one row per task that Airflow lost; for a while after it happened, and until its DAG and month went well again
-- parameters: now, hours
SELECT concat_ws(' ', task.dag_id, nullif(run.partition_key, ''), task.task_id,
                 CASE WHEN task.map_index >= 0 THEN '#' || task.map_index END) AS subject,
       max(task.since) AS since, max(task.dag_id) AS dag_id, max(task.run_id) AS run_id
FROM ops.watched
CROSS JOIN LATERAL jsonb_to_recordset(details -> 'killed') AS task (
    dag_id text, run_id text, task_id text, map_index integer, since timestamptz
)
LEFT JOIN ops.airflow_run AS run ON (run.dag_id, run.run_id) = (task.dag_id, task.run_id)
WHERE what = 'airflow'
  AND (task.since > %(now)s - make_interval(hours => %(hours)s)
       OR NOT EXISTS (
           SELECT
           FROM ops.airflow_run
           WHERE airflow_run.dag_id = task.dag_id AND airflow_run.partition_key = coalesce(run.partition_key, '')
             AND airflow_run.state = 'success' AND airflow_run.ended_at > task.since
       ))
GROUP BY 1
