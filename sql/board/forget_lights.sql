-- grain: no rows
-- parameters: period
DELETE FROM ops.sheet_light WHERE period = %(period)s
