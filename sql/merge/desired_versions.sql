-- grain: one row per key and stretch of months with equal tracked columns
-- parameters: none; {states} (unit_states or city_states)
WITH compared AS (
    SELECT *, lag(row_hash) OVER (PARTITION BY row_key ORDER BY month) AS hash_before FROM ({states}) AS states
),
turned AS (
    SELECT *, lead(month) OVER (PARTITION BY row_key ORDER BY month) AS next_turn
    FROM compared
    WHERE row_hash IS DISTINCT FROM hash_before
)
SELECT row_key, row_hash, stage_row_id, sender, (month || '-01')::date AS valid_from,
       (next_turn || '-01')::date AS valid_to, FALSE AS is_watched
FROM turned
WHERE row_hash IS NOT NULL
