-- grain: one version of a thing, with its fields as its staged row says them, or as they were told
-- parameters: none; {entity}, {history}, {fields}
SELECT version.row_key, version.row_hash, version.stage_row_id, version.sender, version.valid_from, version.valid_to,
       version.recorded_from, version.recorded_to, {fields}
FROM core.{history} AS version
LEFT JOIN stage.{entity} AS staged ON staged.stage_row_id = version.stage_row_id
