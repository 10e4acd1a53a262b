-- grain: one row: the number of keys whose history changed
-- parameters: none; pg_temp.retired, fresh
SELECT (SELECT count(*) FROM pg_temp.retired) + count(DISTINCT row_key) AS keys
FROM pg_temp.fresh
WHERE NOT EXISTS (SELECT FROM pg_temp.retired WHERE retired.row_key = fresh.row_key)
