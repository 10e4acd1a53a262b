-- grain: one row: how many keys of either side are in none of the classes
-- parameters: none
SELECT (SELECT count(*) FROM pg_temp.here FULL JOIN pg_temp.there USING (row_key)) - (SELECT count(*) FROM pg_temp.compared) AS rows
