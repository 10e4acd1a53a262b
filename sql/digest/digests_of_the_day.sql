-- grain: one row: the digests that a unit got on a day, and those of them that nobody asked for
-- parameters: unit_code, day
SELECT count(*) AS made, count(*) FILTER (WHERE kind IN ('daily', 'bureau')) AS daily
FROM ops.digest WHERE unit_code = %(unit_code)s AND day = %(day)s
