-- grain: one row: how many cases a month has opened; none is ever deleted
-- parameters: period
SELECT count(*) AS cases FROM ops.ownership_case WHERE period = %(period)s
