-- grain: no rows; what was counted of a quarter before is forgotten
-- parameters: quarter
DELETE FROM ops.post_balance WHERE quarter = %(quarter)s
