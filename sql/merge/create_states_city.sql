-- grain: one row per key and month in which its state may change; no hash = nobody claims it
-- parameters: none; {staged} (the rows of the entity), {fields}, {survivors}, {sender}, {hash}
CREATE TEMPORARY TABLE states ON COMMIT DROP AS
WITH turns AS (
    SELECT row_key, month FROM pg_temp.claims
    UNION SELECT row_key, until FROM pg_temp.claims WHERE until IS NOT NULL
),
merged AS (
    SELECT turns.row_key, turns.month, {sender} AS sender, {survivors}, min(claims.stage_row_id) AS stage_row_id
    FROM turns
    LEFT JOIN pg_temp.claims ON claims.row_key = turns.row_key AND claims.month <= turns.month
                            AND (claims.until IS NULL OR turns.month < claims.until)
    LEFT JOIN {staged} AS staged ON staged.stage_row_id = claims.stage_row_id
    GROUP BY turns.row_key, turns.month
)
SELECT staged.row_key, staged.month, staged.sender, {fields}, {hash} AS row_hash
FROM merged AS staged
