-- grain: one row
-- parameters: kind, dataset, period
SELECT coalesce(max(revision), 0) + 1 AS revision
FROM ops.publication
WHERE kind = %(kind)s AND dataset = %(dataset)s AND period = %(period)s
