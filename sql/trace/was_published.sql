-- grain: one row: whether a month was ever published
-- parameters: period
SELECT EXISTS (SELECT FROM ops.publication WHERE kind = 'month' AND period = %(period)s) AS was_published
