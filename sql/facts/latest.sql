-- grain: one row per thing of an entity that was told up to the day, as it was told last: there, or gone since
-- parameters: as_of, known_before (a moment); {fact}, {entity}, {columns} come from the contract
CREATE TEMPORARY TABLE {fact} ON COMMIT DROP AS
SELECT DISTINCT ON (row_key) row_key, stage_row_id, sender, valid_from, valid_to, {columns}
FROM core.{entity} AS version
WHERE valid_from <= %(as_of)s
  AND recorded_from < %(known_before)s AND (recorded_to IS NULL OR recorded_to >= %(known_before)s)
ORDER BY row_key, valid_from DESC
