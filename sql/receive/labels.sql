-- grain: one row per submission of a month
-- parameters: period
SELECT label
FROM ops.submission
WHERE period = %(period)s
