-- grain: one row per post that a finding holds in a quarter, by what was said of it last
-- parameters: first_month, after (the first month of the next quarter); pg_temp.claims
WITH said AS (
    SELECT claims.row_key, fate.held_by,
           rank() OVER (PARTITION BY claims.row_key ORDER BY least(claims.until, %(after)s) DESC) AS place
    FROM pg_temp.claims
    JOIN stage.public_welfare_post AS staged ON staged.stage_row_id = claims.stage_row_id
    JOIN ops.fate ON fate.sheet_id = staged.sheet_id
                 AND claims.stage_row_id BETWEEN fate.first_row_id AND fate.last_row_id
    WHERE claims.month < %(after)s AND (claims.until IS NULL OR claims.until > %(first_month)s)
)
SELECT said.row_key, string_agg(DISTINCT slug, ',' ORDER BY slug) AS slugs
FROM said CROSS JOIN unnest(held_by) AS slug
WHERE place = 1
GROUP BY said.row_key
