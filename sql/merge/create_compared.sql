-- grain: one row per key and day from which on the history may not be what is desired
-- parameters: none; {compared} (compared_versions)
CREATE TEMPORARY TABLE compared ON COMMIT DROP AS
{compared}
