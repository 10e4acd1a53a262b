-- grain: one row per DAG of ours that Airflow cannot read, or does not know
-- parameters: none
SELECT unread.value AS subject
FROM ops.watched
CROSS JOIN LATERAL jsonb_array_elements_text(details -> 'unread') AS unread
WHERE what = 'airflow'
