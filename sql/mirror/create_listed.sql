-- grain: one row per thing of a mirrored list
-- parameters: none; {entity}, {columns}
CREATE TEMPORARY TABLE listed ON COMMIT DROP AS
SELECT row_key, row_hash, sender, {columns} FROM core.{entity} WITH NO DATA
