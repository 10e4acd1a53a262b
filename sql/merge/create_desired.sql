-- grain: one row per key and stretch of months with equal tracked columns
-- parameters: none; {columns}
CREATE TEMPORARY TABLE desired ON COMMIT DROP AS
WITH compared AS (
    SELECT *, lag(row_hash) OVER (PARTITION BY row_key ORDER BY month) AS hash_before FROM pg_temp.states
),
turned AS (
    SELECT *, lead(month) OVER (PARTITION BY row_key ORDER BY month) AS next_turn
    FROM compared
    WHERE row_hash IS DISTINCT FROM hash_before
)
SELECT row_key, row_hash, sender, to_date(month, 'YYYY-MM') AS valid_from, to_date(next_turn, 'YYYY-MM') AS valid_to,
       {columns}
FROM turned
WHERE row_hash IS NOT NULL
