-- grain: one row per unit whose rows do not leave: for a finding of these months, or of the month it reported last
-- parameters: entity, export, periods; pg_temp.claims
WITH last_told AS (
    SELECT unit, max(month) AS month
    FROM pg_temp.claims
    WHERE month <= (SELECT max(period COLLATE "C") FROM unnest(%(periods)s::text[]) AS period)
    GROUP BY unit
)
SELECT DISTINCT blocked.unit_code
FROM ops.blocked LEFT JOIN last_told ON last_told.unit = blocked.unit_code
WHERE blocked.entity = %(entity)s AND blocked.export = %(export)s
  AND (blocked.period = ANY(%(periods)s) OR blocked.period = last_told.month)
ORDER BY blocked.unit_code
