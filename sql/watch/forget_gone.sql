-- grain: one row per run that was under way and that Airflow, which names all of those each time, knows no more
-- parameters: now
DELETE FROM ops.airflow_run WHERE state IN ('queued', 'running') AND asked_at < %(now)s
