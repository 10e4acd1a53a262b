-- grain: one rule that ever found something in a month, in numbers
-- parameters: period
SELECT slug, sum(found)::int AS found, sum(standing)::int AS standing, sum(waived)::int AS waived,
       count(DISTINCT unit_code) FILTER (WHERE standing > 0)::int AS units
FROM ops.finding_count
WHERE period = %(period)s
GROUP BY slug
