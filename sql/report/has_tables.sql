-- grain: one row: whether anything was ever set up in this database
-- parameters: none
SELECT to_regclass('ops.submission') IS NOT NULL AS there
