-- grain: no rows; the versions of keys that were looked at closely
-- parameters: none; {compared} (compared_versions); pg_temp.compared
INSERT INTO pg_temp.compared
{compared}
