-- grain: one rule that ever found something in a month, in numbers
-- parameters: period
-- In two steps, since counting distinct units in one would sort all rows.
SELECT slug, sum(found)::int AS found, sum(standing)::int AS standing, sum(waived)::int AS waived,
       count(*) FILTER (WHERE standing > 0)::int AS units
FROM (SELECT slug, unit_code, sum(found) AS found, sum(standing) AS standing, sum(waived) AS waived
      FROM ops.finding_count WHERE period = %(period)s GROUP BY slug, unit_code) AS unit
GROUP BY slug
