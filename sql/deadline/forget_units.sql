-- grain: no rows
-- parameters: period
DELETE FROM ops.unit_month WHERE period = %(period)s
