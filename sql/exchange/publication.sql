-- grain: one publication
-- parameters: publication_id
SELECT publication_id, kind, dataset, period, revision, path, sha256, row_count, state
FROM ops.publication
WHERE publication_id = %(publication_id)s
