-- grain: one row per thing of an entity that is true on the day, as it was known then; texts have become values
-- parameters: as_of, known_before (a moment); {fact}, {entity}, {columns} come from the contract
CREATE TEMPORARY TABLE {fact} ON COMMIT DROP AS
SELECT row_key, stage_row_id, sender, valid_from, valid_to, {columns}
FROM core.{entity} AS version
WHERE valid_from <= %(as_of)s AND (valid_to IS NULL OR valid_to > %(as_of)s)
  AND recorded_from < %(known_before)s AND (recorded_to IS NULL OR recorded_to >= %(known_before)s)
