-- grain: at most one row: what was found last of a dataset and period
-- parameters: dataset, period
SELECT * FROM ops.reconciliation
WHERE dataset = %(dataset)s AND period = %(period)s
ORDER BY reconciliation_id DESC LIMIT 1
