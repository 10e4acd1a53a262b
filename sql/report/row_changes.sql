-- grain: one row: how many things the later sheets changed, added and left out
-- parameters: earlier and later (sheet ids); {entity} and its {fields} come from the contract
WITH before AS (
    SELECT DISTINCT ON (row_key) row_key, md5(ROW({fields})::text) AS fingerprint
    FROM stage.{entity} WHERE sheet_id = ANY(%(earlier)s) AND row_key IS NOT NULL
    ORDER BY row_key, stage_row_id
), after AS (
    SELECT DISTINCT ON (row_key) row_key, md5(ROW({fields})::text) AS fingerprint
    FROM stage.{entity} WHERE sheet_id = ANY(%(later)s) AND row_key IS NOT NULL
    ORDER BY row_key, stage_row_id
)
SELECT count(*) FILTER (WHERE before.fingerprint <> after.fingerprint) AS changed,
       count(*) FILTER (WHERE before.row_key IS NULL) AS added,
       count(*) FILTER (WHERE after.row_key IS NULL) AS ended
FROM before FULL JOIN after ON after.row_key = before.row_key
