-- grain: one row per business figure and what it is told apart by; no name, no number of a person
-- parameters: now
WITH newest AS (
    SELECT max(period) AS period FROM ops.sheet_month WHERE is_expected AND due_on <= (%(now)s AT TIME ZONE 'Asia/Shanghai')::date
), sheets AS (
    SELECT count(*) AS expected, count(received_at) AS received, count(*) FILTER (WHERE is_on_time) AS on_time,
           count(*) FILTER (WHERE passed_first) AS passed_first
    FROM ops.sheet_month
    JOIN newest USING (period)
    WHERE is_expected
)
SELECT 'sheets.expected' AS name, '{{}}'::jsonb AS tags, expected::double precision AS value FROM sheets
UNION ALL
SELECT 'sheets.received', '{{}}', received FROM sheets
UNION ALL
SELECT 'sheets.on_time', '{{}}', on_time FROM sheets
UNION ALL
SELECT 'sheets.passed_first', '{{}}', passed_first FROM sheets
UNION ALL
SELECT 'alerts.open', jsonb_build_object('severity', known.severity), count(alert_id)
FROM (VALUES ('critical'), ('warning')) AS known (severity)
LEFT JOIN ops.alert ON alert.severity = known.severity AND cleared_at IS NULL
GROUP BY known.severity
UNION ALL
SELECT 'watch.last', '{{}}', extract(epoch FROM asked_at) FROM ops.watched WHERE what = 'warehouse'
UNION ALL
SELECT 'submissions.unread', '{{}}', count(*) FROM ops.submission WHERE NOT is_staged
UNION ALL
SELECT 'findings.open', jsonb_build_object('severity', known.severity), count(finding_id)
FROM (VALUES ('reject_file'), ('reject_row'), ('warn'), ('info')) AS known (severity)
LEFT JOIN ops.finding ON finding.severity = known.severity AND closed_at IS NULL
GROUP BY known.severity
UNION ALL
SELECT 'publications.waiting', jsonb_build_object('state', known.state), count(publication_id)
FROM (VALUES ('ready'), ('approved')) AS known (state)
LEFT JOIN ops.publication USING (state)
GROUP BY known.state
UNION ALL
SELECT 'batches.open', jsonb_build_object('state', known.state), count(batch_id)
FROM (VALUES ('sent'), ('out_of_balance')) AS known (state)
LEFT JOIN ops.batch USING (state)
GROUP BY known.state
UNION ALL
SELECT 'batches.oldest_seconds', '{{}}', coalesce(max(extract(epoch FROM %(now)s - sent_at)), 0)
FROM ops.batch
WHERE state IN ('sent', 'out_of_balance')
UNION ALL
SELECT 'rows.sent', '{{}}', coalesce(sum(row_count), 0) FROM ops.batch WHERE state IN ('sent', 'closed', 'out_of_balance')
UNION ALL
SELECT 'rows.accepted', '{{}}', coalesce(sum(accepted), 0) FROM ops.batch WHERE state = 'closed'
UNION ALL
SELECT 'rows.rejected', '{{}}', coalesce(sum(rejected), 0) FROM ops.batch WHERE state = 'closed'
UNION ALL
SELECT 'datasets.unreconciled', '{{}}', count(*) FILTER (WHERE state = 'unbalanced' AND settled_at IS NULL)
FROM (
    SELECT DISTINCT ON (dataset, period) state, settled_at
    FROM ops.reconciliation
    WHERE state <> 'not_run'
    ORDER BY dataset, period, reconciliation_id DESC
) AS compared
UNION ALL
SELECT 'messages.waiting', '{{}}', count(*) FROM ops.message WHERE status = 'pending'
UNION ALL
SELECT 'runs.last_success', jsonb_build_object('dag_id', dag_id), extract(epoch FROM max(ended_at))
FROM ops.airflow_run
WHERE state = 'success'
GROUP BY dag_id
