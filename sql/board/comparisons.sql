-- grain: one row per dataset (of quarters per quarter) that was ever compared: the newest comparison
-- parameters: none
SELECT DISTINCT ON (dataset, scope) reconciliation_id, kind, dataset, period, made_at, state, reason, platform_version,
       agreed, only_here, only_there, field_differs, on_the_way, sent, accepted, rejected, pending, stray_batches,
       mirror_id, in_register, not_in_register, not_reported, register_differs, settled_at, settled_by, because
FROM ops.reconciliation
CROSS JOIN LATERAL (SELECT CASE kind WHEN 'quarter' THEN period END AS scope) AS of_its_own
ORDER BY dataset, scope, reconciliation_id DESC
