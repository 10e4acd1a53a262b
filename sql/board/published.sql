-- grain: one row per period and dataset that was published
-- parameters: none
SELECT DISTINCT period COLLATE "C" AS period, dataset COLLATE "C" AS dataset
FROM ops.publication
ORDER BY period DESC, dataset
