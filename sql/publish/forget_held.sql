-- grain: no rows
-- parameters: period, dataset
DELETE FROM ops.publication_held
WHERE period = %(period)s AND dataset = %(dataset)s
