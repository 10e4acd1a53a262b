-- grain: one row per key and month in which its state may change; no hash = nobody claims it
-- parameters: none; {entity}, {fields}, {hash}
CREATE TEMPORARY TABLE states ON COMMIT DROP AS
WITH turns AS (
    SELECT row_key, month FROM pg_temp.claims
    UNION SELECT row_key, until FROM pg_temp.claims WHERE until IS NOT NULL
),
-- Of several townships the one that spoke last counts; in one month one that is not doubted, then the first in the order of the codes.
chosen AS (
    SELECT DISTINCT ON (turns.row_key, turns.month) turns.row_key, turns.month, claims.unit AS sender, claims.stage_row_id
    FROM turns
    LEFT JOIN pg_temp.claims ON claims.row_key = turns.row_key AND claims.month <= turns.month
                            AND (claims.until IS NULL OR turns.month < claims.until)
    ORDER BY turns.row_key, turns.month, claims.month DESC NULLS LAST, claims.is_kept, claims.unit
)
SELECT chosen.row_key, chosen.month, chosen.sender, {fields}, {hash} AS row_hash
FROM chosen LEFT JOIN stage.{entity} AS staged ON staged.stage_row_id = chosen.stage_row_id
