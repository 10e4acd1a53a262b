-- grain: one row: when Airflow last answered in full
-- parameters: none
SELECT answered_at FROM ops.watched WHERE what = 'airflow'
