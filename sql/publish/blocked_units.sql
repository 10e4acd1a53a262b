-- grain: one row per unit whose rows do not leave
-- parameters: entity, export, periods
SELECT DISTINCT unit_code
FROM ops.blocked
WHERE entity = %(entity)s AND export = %(export)s AND period = ANY(%(periods)s)
ORDER BY unit_code
