-- grain: one row per run that ended long ago and is not the newest of its DAG and month
-- parameters: before
DELETE FROM ops.airflow_run
WHERE ended_at < %(before)s AND EXISTS (
    SELECT
    FROM ops.airflow_run AS later
    WHERE (later.dag_id, later.partition_key) = (airflow_run.dag_id, airflow_run.partition_key)
      AND later.ended_at > airflow_run.ended_at AND later.run_after > airflow_run.run_after
)
