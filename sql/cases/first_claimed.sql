-- grain: one row: the first month in which a unit claims the person of a case, null when it does not
-- parameters: number, owner
SELECT min(period) AS period
FROM ops.ownership_claim
WHERE number = %(number)s AND unit_code = %(owner)s AND standing <> 'settled'
