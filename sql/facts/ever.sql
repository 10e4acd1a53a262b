-- grain: one row per thing of an entity, in its newest form, as it was known then
-- parameters: known_before (a moment); {fact}, {entity}, {columns} come from the contract
-- For what happens once: a later month's sheet tells of it as well, so the event's own date says whether it counts.
CREATE TEMPORARY TABLE {fact} ON COMMIT DROP AS
SELECT DISTINCT ON (row_key) row_key, stage_row_id, sender, valid_from, valid_to, {columns}
FROM core.{entity} AS version
WHERE recorded_from < %(known_before)s AND (recorded_to IS NULL OR recorded_to >= %(known_before)s)
ORDER BY row_key, valid_from DESC
