-- grain: one row per data row of an entity, those of linked identities with the right key and number
-- parameters: none; {entity}, {fields}, {columns} (their names), {hash} (of a row that is not read as it was staged)
SELECT staged.stage_row_id, staged.sheet_id, staged.sheet_row, staged.row_key,
       CASE WHEN staged.is_linked THEN {hash} ELSE staged.row_hash END AS row_hash, {columns}
FROM (
    SELECT read_as.stage_row_id, read_as.sheet_id, read_as.sheet_row, coalesce(linked.row_key, read_as.row_key) AS row_key,
           read_as.row_hash, linked.stage_row_id IS NOT NULL AS is_linked, {fields}
    FROM stage.{entity} AS read_as
    LEFT JOIN stage.linked_row AS linked ON linked.stage_row_id = read_as.stage_row_id
) AS staged
