-- grain: one row per thing that was true on a day, as it was believed at a moment
-- parameters: day, known_before (a moment), unit (of the sender) or null; {entity}, {columns} come from the contract
SELECT sender, valid_from, valid_to, recorded_from, {columns}
FROM core.{entity} AS version
WHERE valid_from <= %(day)s AND (valid_to IS NULL OR valid_to > %(day)s)
  AND recorded_from < %(known_before)s AND (recorded_to IS NULL OR recorded_to >= %(known_before)s)
  AND (%(unit)s::text IS NULL OR sender = %(unit)s)
ORDER BY sender COLLATE "C", valid_from, row_key
