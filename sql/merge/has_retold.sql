-- grain: one row: whether any version differs at most in columns that are not tracked
-- parameters: none; pg_temp.compared
SELECT EXISTS (SELECT FROM pg_temp.compared WHERE is_retold) AS has_retold
