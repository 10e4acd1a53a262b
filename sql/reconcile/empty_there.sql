-- grain: no rows
-- parameters: none
TRUNCATE pg_temp.there
