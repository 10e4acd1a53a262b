-- grain: one row per data row of an entity, those of linked identities with the right key and number
-- parameters: none; {entity}, {fields}
SELECT read_as.stage_row_id, read_as.sheet_id, read_as.sheet_row, coalesce(linked.row_key, read_as.row_key) AS row_key,
       CASE WHEN linked.stage_row_id IS NULL THEN read_as.row_hash END AS row_hash,
       {fields}
FROM stage.{entity} AS read_as
LEFT JOIN stage.linked_row AS linked ON linked.stage_row_id = read_as.stage_row_id
