-- grain: no rows
-- parameters: period
DELETE FROM ops.finding_count WHERE period = %(period)s
