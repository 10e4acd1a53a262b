-- grain: no rows
-- parameters: none
DROP TABLE IF EXISTS pg_temp.acknowledged, pg_temp.as_sent, pg_temp.here, pg_temp.there, pg_temp.compared, pg_temp.registered
