-- grain: one row per unit that sent something
-- parameters: period
SELECT DISTINCT unit_code
FROM ops.submission
WHERE period = %(period)s AND unit_code IS NOT NULL
ORDER BY unit_code
