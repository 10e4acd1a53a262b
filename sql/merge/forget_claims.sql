-- grain: no rows
-- parameters: none
DROP TABLE IF EXISTS pg_temp.counted_sheets, pg_temp.doubted, pg_temp.claims
