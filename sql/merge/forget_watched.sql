-- grain: no rows; what was compared without the claims of those keys
-- parameters: none; pg_temp.compared, watched
DELETE FROM pg_temp.compared
WHERE row_key IN (SELECT row_key FROM pg_temp.watched) OR known_key IN (SELECT row_key FROM pg_temp.watched)
