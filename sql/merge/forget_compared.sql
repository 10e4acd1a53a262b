-- grain: no rows
-- parameters: none
DROP TABLE IF EXISTS pg_temp.states, pg_temp.compared, pg_temp.watched
