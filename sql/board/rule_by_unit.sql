-- grain: one unit of which a rule ever found something since a month, those with most to do first
-- parameters: slug, since (the first month), most, skipped
SELECT unit_code, sum(found)::int AS found, sum(standing)::int AS standing, (count(*) OVER ())::int AS total
FROM ops.finding_count
WHERE slug = %(slug)s AND period >= %(since)s
GROUP BY unit_code
ORDER BY 3 DESC, 2 DESC, unit_code
LIMIT %(most)s OFFSET %(skipped)s
