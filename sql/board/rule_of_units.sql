-- grain: one unit and month in which a rule ever found something
-- parameters: slug, since (the first month), units
SELECT unit_code, period, sum(found)::int AS found, sum(standing)::int AS standing
FROM ops.finding_count
WHERE slug = %(slug)s AND period >= %(since)s AND unit_code = ANY(%(units)s)
GROUP BY unit_code, period
