-- grain: one row: the newest period of which a dataset was published, or null
-- parameters: kind, dataset
SELECT max(period COLLATE "C") AS period
FROM ops.publication
WHERE kind = %(kind)s AND dataset = %(dataset)s
