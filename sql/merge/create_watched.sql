-- grain: one row per key whose claims decide: several units named it, a report left it out, or a word of it was refused
-- parameters: none; pg_temp.compared, doubted
CREATE TEMPORARY TABLE watched ON COMMIT DROP AS
SELECT row_key FROM pg_temp.compared WHERE is_watched
UNION
SELECT row_key FROM pg_temp.doubted WHERE fate = 'rejected' AND row_key IS NOT NULL
UNION
-- What was good before may stand beside a second row of the file that told otherwise.
SELECT kept.row_key
FROM pg_temp.doubted AS kept JOIN pg_temp.doubted AS again ON again.row_key = kept.row_key
WHERE kept.fate = 'superseded' AND again.fate = 'duplicate'
