-- grain: one row per key and month in which its state may change; no hash = nobody claims it
-- parameters: none; pg_temp.claims
WITH contested AS (SELECT DISTINCT row_key FROM pg_temp.claims WHERE is_contested),
-- Of several townships the one that spoke last counts; in one month one that is not doubted, then the first in the order of the codes.
disputed AS (SELECT claims.* FROM pg_temp.claims JOIN contested USING (row_key)),
turns AS (
    SELECT row_key, month FROM disputed
    UNION SELECT row_key, until FROM disputed WHERE until IS NOT NULL
),
-- Most keys are one township's word month after month; what says the same again begins nothing, unless it was away.
gaps AS (SELECT row_key, unit, until, next_month FROM pg_temp.claims WHERE until IS DISTINCT FROM next_month)
SELECT claims.row_key, claims.month, claims.unit AS sender, claims.stage_row_id, claims.row_hash
FROM pg_temp.claims
LEFT JOIN contested ON contested.row_key = claims.row_key
LEFT JOIN gaps ON gaps.row_key = claims.row_key AND gaps.unit = claims.unit AND gaps.next_month = claims.month
WHERE contested.row_key IS NULL AND (NOT claims.is_same OR gaps.row_key IS NOT NULL)
UNION ALL
SELECT gaps.row_key, gaps.until, NULL, NULL, NULL
FROM gaps LEFT JOIN contested ON contested.row_key = gaps.row_key
WHERE contested.row_key IS NULL
UNION ALL (
    SELECT DISTINCT ON (turns.row_key, turns.month) turns.row_key, turns.month, disputed.unit, disputed.stage_row_id,
           disputed.row_hash
    FROM turns
    LEFT JOIN disputed ON disputed.row_key = turns.row_key AND disputed.month <= turns.month
                      AND (disputed.until IS NULL OR turns.month < disputed.until)
    ORDER BY turns.row_key, turns.month, disputed.month DESC NULLS LAST, disputed.is_kept, disputed.unit
)
