-- grain: one row per dataset and quarter, of a monthly one all its months: how ours and the platform's records stand now
-- parameters: none
SELECT DISTINCT ON (dataset, CASE kind WHEN 'quarter' THEN period END)
       dataset, period, state, coalesce(agreed, 0) AS agreed, coalesce(only_here, 0) AS only_here,
       coalesce(only_there, 0) AS only_there, coalesce(field_differs, 0) AS field_differs
FROM ops.reconciliation
ORDER BY dataset, CASE kind WHEN 'quarter' THEN period END, reconciliation_id DESC
