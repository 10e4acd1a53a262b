-- grain: no rows
-- parameters: none
DROP TABLE IF EXISTS pg_temp.judged, pg_temp.told
