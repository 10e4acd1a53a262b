-- grain: no rows; claims of a month that nobody disputes any more
-- parameters: period, numbers, units (of the claims that are still there, one list each), now, judgement_id
UPDATE ops.ownership_claim AS known
SET standing = 'settled', since = %(now)s, judgement_id = %(judgement_id)s
WHERE period = %(period)s AND standing <> 'settled'
  AND NOT EXISTS (SELECT FROM unnest(%(numbers)s::text[], %(units)s::text[]) AS there (number, unit_code)
                  WHERE there.number = known.number AND there.unit_code = known.unit_code)
