-- grain: one row per unit and type of post in a quarter; units that do not balance or are blocked first
-- parameters: quarter, periods (its months), entity, export, most, skipped
WITH blocked AS (
    SELECT DISTINCT unit_code FROM ops.blocked
    WHERE period = ANY(%(periods)s) AND entity = %(entity)s AND export = %(export)s
),
counted AS (
    SELECT kept.*, blocked.unit_code IS NOT NULL AS is_blocked, sum(unbalanced) OVER (PARTITION BY unit_code) AS of_unit
    FROM ops.post_balance AS kept LEFT JOIN blocked USING (unit_code)
    WHERE quarter = %(quarter)s
)
SELECT unit_code, post_type, opening, joined, exited, closing, unbalanced, paid, paid_months, is_blocked,
       (count(*) OVER ())::integer AS total
FROM counted
ORDER BY of_unit = 0 AND NOT is_blocked, unit_code COLLATE "C", post_type COLLATE "C"
LIMIT %(most)s OFFSET %(skipped)s
