-- grain: one row per dataset and reason
-- parameters: period
SELECT dataset, reason, count(*) AS rows
FROM ops.publication_held
WHERE period = %(period)s
GROUP BY dataset, reason
ORDER BY dataset COLLATE "C", reason COLLATE "C"
