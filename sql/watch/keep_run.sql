-- grain: one run of a DAG, as Airflow tells it now
-- parameters: dag_id, run_id, partition_key, run_type, state, run_after, started_at, ended_at, asked_at
INSERT INTO ops.airflow_run (dag_id, run_id, partition_key, run_type, state, run_after, started_at, ended_at, asked_at)
VALUES (%(dag_id)s, %(run_id)s, %(partition_key)s, %(run_type)s, %(state)s, %(run_after)s, %(started_at)s,
        %(ended_at)s, %(asked_at)s)
ON CONFLICT (dag_id, run_id) DO UPDATE
SET state = excluded.state, started_at = excluded.started_at, ended_at = excluded.ended_at,
    run_after = excluded.run_after, asked_at = excluded.asked_at
