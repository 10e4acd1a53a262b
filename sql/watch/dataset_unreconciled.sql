-- grain: one row per dataset and period whose newest comparison with the platform does not agree and was not settled
-- parameters: none
SELECT concat_ws(' ', dataset, period) AS subject, made_at AS since, only_here, only_there, field_differs
FROM (
    SELECT DISTINCT ON (dataset, period) *
    FROM ops.reconciliation
    WHERE state <> 'not_run'
    ORDER BY dataset, period, reconciliation_id DESC
) AS newest
WHERE state = 'unbalanced' AND settled_at IS NULL
