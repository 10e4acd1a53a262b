-- grain: at most one row: one comparison
-- parameters: reconciliation_id
SELECT reconciliation_id, kind, dataset, period, made_at, state, reason, platform_version, agreed, only_here, only_there,
       field_differs, on_the_way, sent, accepted, rejected, pending, stray_batches, mirror_id, in_register,
       not_in_register, not_reported, register_differs, settled_at, settled_by, because
FROM ops.reconciliation
WHERE reconciliation_id = %(reconciliation_id)s
