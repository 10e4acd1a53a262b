-- grain: one value: the columns of a staged row that is read as another's; nothing when it is read as it stands
-- parameters: none; {staged} (the rows of the entity), {columns} (under their names in core); pg_temp.compared
SELECT jsonb_strip_nulls(to_jsonb(told))
FROM stage.linked_row AS linked CROSS JOIN LATERAL (
    SELECT {columns} FROM {staged} AS said WHERE said.stage_row_id = linked.stage_row_id OFFSET 0
) AS told
WHERE linked.stage_row_id = compared.stage_row_id
