-- grain: one row per run of a DAG, the newest first, with how many there are
-- parameters: dag_id, state (each null for any), most, skipped
SELECT dag_id, run_id, partition_key, run_type, state, run_after, started_at, ended_at, (count(*) OVER ())::integer AS total
FROM ops.airflow_run
WHERE (%(dag_id)s::text IS NULL OR dag_id = %(dag_id)s) AND (%(state)s::text IS NULL OR state = %(state)s)
ORDER BY run_after DESC, dag_id COLLATE "C", run_id COLLATE "C"
LIMIT %(most)s OFFSET %(skipped)s
