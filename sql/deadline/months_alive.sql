-- grain: one row per month of these for which anything came from anybody
-- parameters: periods
SELECT DISTINCT period FROM ops.submission WHERE period = ANY(%(periods)s) ORDER BY period
