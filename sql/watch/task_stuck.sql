-- grain: one row per task that runs, or waits for a worker, longer than it may
-- parameters: now, running_minutes, queued_minutes
SELECT concat_ws(' ', task.dag_id, nullif(run.partition_key, ''), task.task_id,
                 CASE WHEN task.map_index >= 0 THEN '#' || task.map_index END) AS subject,
       min(task.since) AS since, min(task.state) AS state, min(task.dag_id) AS dag_id, min(task.run_id) AS run_id
FROM ops.watched
CROSS JOIN LATERAL jsonb_to_recordset(details -> 'tasks') AS task (
    dag_id text, run_id text, task_id text, map_index integer, state text, since timestamptz
)
LEFT JOIN ops.airflow_run AS run ON (run.dag_id, run.run_id) = (task.dag_id, task.run_id)
WHERE what = 'airflow'
  AND task.since < %(now)s - make_interval(mins => CASE
          WHEN task.state = 'running' THEN %(running_minutes)s
          WHEN task.state IN ('queued', 'scheduled') THEN %(queued_minutes)s
      END)
GROUP BY 1
