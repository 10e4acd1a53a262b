-- grain: one row per period of a comparison
-- parameters: reconciliation_id
SELECT period, made, sent, accepted, rejected, pending, counted_accepted, counted_rejected
FROM ops.reconciliation_period
WHERE reconciliation_id = %(reconciliation_id)s
ORDER BY period COLLATE "C"
