-- grain: one row: the publication by which a dataset (of a period) was settled last, or 0
-- parameters: dataset, scope
SELECT coalesce(max(publication_id), 0) AS since FROM ops.reconciliation
WHERE dataset = %(dataset)s AND (%(scope)s::text IS NULL OR period = %(scope)s)
