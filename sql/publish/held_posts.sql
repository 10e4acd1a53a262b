-- grain: one row per post that a finding holds in a month
-- parameters: month; pg_temp.claims
SELECT claims.row_key, string_agg(DISTINCT slug, ',' ORDER BY slug) AS slugs
FROM pg_temp.claims
JOIN ops.disposition ON disposition.stage_row_id = claims.stage_row_id
CROSS JOIN unnest(held_by) AS slug
WHERE claims.month <= %(month)s AND (claims.until IS NULL OR claims.until > %(month)s)
GROUP BY claims.row_key
