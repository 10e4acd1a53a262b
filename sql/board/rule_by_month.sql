-- grain: one month in which a rule ever found something, in numbers
-- parameters: slug
-- In two steps, since counting distinct units in one would sort all rows.
SELECT period, sum(found)::int AS found, sum(standing)::int AS standing, sum(waived)::int AS waived,
       count(*) FILTER (WHERE standing > 0)::int AS units
FROM (SELECT period, unit_code, sum(found) AS found, sum(standing) AS standing, sum(waived) AS waived
      FROM ops.finding_count WHERE slug = %(slug)s GROUP BY period, unit_code) AS unit
GROUP BY period
ORDER BY period
