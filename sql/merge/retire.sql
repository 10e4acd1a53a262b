-- grain: no rows; versions that are believed no longer
-- parameters: now; {history}; pg_temp.compared, whose places nobody can have changed: who writes history holds merge/lock
UPDATE core.{history}
SET recorded_to = %(now)s
WHERE ctid = ANY(ARRAY(SELECT known_place FROM pg_temp.compared WHERE known_key IS NOT NULL))
