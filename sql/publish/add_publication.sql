-- grain: the new publication
-- parameters: all of its columns
INSERT INTO ops.publication (kind, dataset, entity, period, revision, path, sha256, row_count, counts, contract_version,
                             made_at)
VALUES (%(kind)s, %(dataset)s, %(entity)s, %(period)s, %(revision)s, %(path)s, %(sha256)s, %(row_count)s, %(counts)s,
        %(contract_version)s, %(made_at)s)
RETURNING publication_id
