-- grain: no rows
-- parameters: none
DROP TABLE IF EXISTS pg_temp.states, pg_temp.desired, pg_temp.retired, pg_temp.fresh
