-- grain: one month in which a rule ever found something, in numbers
-- parameters: slug
SELECT period, sum(found)::int AS found, sum(standing)::int AS standing, sum(waived)::int AS waived,
       count(DISTINCT unit_code) FILTER (WHERE standing > 0)::int AS units
FROM ops.finding_count
WHERE slug = %(slug)s
GROUP BY period
ORDER BY period
