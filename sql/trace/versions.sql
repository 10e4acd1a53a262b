-- grain: one row per version of the thing that a row speaks of
-- parameters: row_key; {entity} comes from the contract
SELECT sender, valid_from, valid_to, recorded_from, recorded_to
FROM core.{entity}
WHERE row_key = %(row_key)s
  -- Both halves of the history have an index of their own.
  AND (recorded_to IS NULL OR recorded_to IS NOT NULL)
ORDER BY recorded_from, valid_from
