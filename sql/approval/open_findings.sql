-- grain: one row per rule and unit with open findings of these months that nobody lets pass
-- parameters: periods
SELECT slug, severity, export, unit_code, count(*) AS findings
FROM ops.finding
WHERE period = ANY(%(periods)s) AND closed_at IS NULL AND waiver_id IS NULL
GROUP BY slug, severity, export, unit_code
ORDER BY slug COLLATE "C", unit_code COLLATE "C" NULLS FIRST
