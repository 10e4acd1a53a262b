-- grain: one row
-- parameters: none; pg_temp.there
SELECT count(*) AS rows, count(DISTINCT row_key) AS keys FROM pg_temp.there
