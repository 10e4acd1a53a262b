-- grain: no rows
-- parameters: period
DELETE FROM ops.sheet_month WHERE period = %(period)s
