-- grain: one row per file that holds content of what the platform has acknowledged
-- parameters: none; pg_temp.acknowledged
SELECT publication_id, path, sha256, row_count
FROM ops.publication
WHERE path <> '' AND publication_id IN (SELECT publication_id FROM pg_temp.acknowledged)
ORDER BY publication_id
