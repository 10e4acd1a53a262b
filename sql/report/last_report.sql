-- grain: at most one row: the newest report to a unit about a month
-- parameters: unit_code, period
SELECT version, state_hash, arrivals FROM ops.report
WHERE unit_code = %(unit_code)s AND period = %(period)s
ORDER BY version DESC LIMIT 1
