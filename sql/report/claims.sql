-- grain: one row per person of a unit's month whom other units claim too
-- parameters: period
SELECT unit_code, number, file, sheet, "row", standing, since
FROM ops.ownership_claim
WHERE period = %(period)s AND standing <> 'settled'
ORDER BY number, unit_code
