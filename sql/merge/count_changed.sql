-- grain: one row: the number of keys whose history changed
-- parameters: none; pg_temp.compared
SELECT count(DISTINCT coalesce(row_key, known_key)) AS keys
FROM pg_temp.compared
