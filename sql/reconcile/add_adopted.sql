-- grain: the new publication
-- parameters: kind, dataset, entity, period, contract_version, now
INSERT INTO ops.publication (kind, dataset, entity, period, revision, path, sha256, row_count, counts, contract_version,
                             made_at, state, origin)
-- Counted downwards: what is adopted of a batch bears the batch's own revision.
SELECT %(kind)s, %(dataset)s, %(entity)s, %(period)s, least(min(revision), 0) - 1, '', '', 0, '{{}}',
       %(contract_version)s, %(now)s, 'settled', 'adopted'
FROM ops.publication
WHERE kind = %(kind)s AND dataset = %(dataset)s AND period = %(period)s
RETURNING publication_id
