-- grain: one row per dataset and period that is reconciled for itself: each quarter, of a monthly dataset all its months
-- parameters: none
SELECT kind, dataset, min(entity) AS entity, CASE kind WHEN 'quarter' THEN period END AS scope,
       max(period COLLATE "C") AS period
FROM ops.publication
WHERE state <> 'refused'
GROUP BY kind, dataset, scope
ORDER BY dataset COLLATE "C", period
