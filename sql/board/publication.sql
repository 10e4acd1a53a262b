-- grain: at most one row: a publication with who agreed and why
-- parameters: publication_id
SELECT publication.publication_id, kind, dataset, entity, period, revision, origin, path, sha256, row_count, counts,
       contract_version, made_at, state, approved_by, publication.approved_at,
       (SELECT string_agg(because, '；' ORDER BY approval.approved_at) FROM ops.approval
        WHERE approval.publication_id = publication.publication_id) AS because
FROM ops.publication
WHERE publication_id = %(publication_id)s
