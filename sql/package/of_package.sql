-- grain: one row per publication of a package
-- parameters: number
SELECT publication_id, kind, dataset, period, revision, path, sha256, row_count, contract_version, made_at, false AS begun
FROM ops.publication JOIN ops.package_publication USING (publication_id)
WHERE package_publication.number = %(number)s
ORDER BY publication_id
