-- grain: one row per DAG and month (where its runs have one) whose newest run that ended has failed
-- parameters: none
SELECT concat_ws(' ', dag_id, nullif(partition_key, '')) AS subject, ended_at AS since, dag_id, run_id
FROM (
    SELECT DISTINCT ON (dag_id, partition_key) *
    FROM ops.airflow_run
    WHERE state IN ('success', 'failed')
    ORDER BY dag_id, partition_key, run_after DESC, started_at DESC NULLS LAST, run_id DESC
) AS newest
WHERE state = 'failed'
