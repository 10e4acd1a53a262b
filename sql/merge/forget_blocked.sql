-- grain: no rows
-- parameters: period
DELETE FROM ops.blocked
WHERE period = %(period)s
