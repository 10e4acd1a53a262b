-- grain: a table for the keys of versions that are believed no longer
-- parameters: none
CREATE TEMPORARY TABLE retired (row_key text) ON COMMIT DROP
