-- grain: one row per run that neither ends nor waits for a person's answer
-- parameters: now, hours
SELECT concat_ws(' ', dag_id, coalesce(nullif(partition_key, ''), run_id)) AS subject,
       coalesce(started_at, run_after) AS since, dag_id, run_id
FROM ops.airflow_run
WHERE state IN ('queued', 'running')
  AND coalesce(started_at, run_after) < %(now)s - make_interval(hours => %(hours)s)
  AND NOT EXISTS (
      SELECT
      FROM ops.watched
      CROSS JOIN LATERAL jsonb_to_recordset(details -> 'tasks') AS task (dag_id text, run_id text, state text)
      WHERE what = 'airflow' AND task.state IN ('awaiting_input', 'deferred')
        AND (task.dag_id, task.run_id) = (airflow_run.dag_id, airflow_run.run_id)
  )
