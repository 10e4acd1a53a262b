-- grain: one row per DAG: its newest run, and how its runs of the last week ended
-- parameters: now
SELECT newest.dag_id, newest.run_id, newest.partition_key, newest.run_type, newest.state, newest.run_after, newest.started_at,
       newest.ended_at, counted.succeeded, counted.failed
FROM (
    SELECT DISTINCT ON (dag_id) * FROM ops.airflow_run
    ORDER BY dag_id, run_after DESC, started_at DESC NULLS LAST, run_id DESC
) AS newest
CROSS JOIN LATERAL (
    SELECT (count(*) FILTER (WHERE state = 'success'))::integer AS succeeded,
           (count(*) FILTER (WHERE state = 'failed'))::integer AS failed
    FROM ops.airflow_run AS each
    WHERE each.dag_id = newest.dag_id AND each.run_after > %(now)s::timestamptz - interval '7 days'
) AS counted
ORDER BY newest.dag_id COLLATE "C"
