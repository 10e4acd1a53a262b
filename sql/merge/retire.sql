-- grain: keys of the versions that are believed no longer
-- parameters: now; {entity}, {believed}, {wanted}
UPDATE core.{entity} AS known
SET recorded_to = %(now)s
WHERE known.recorded_to IS NULL
  AND NOT EXISTS (
      SELECT FROM pg_temp.desired
      WHERE desired.row_key = known.row_key AND desired.valid_from = known.valid_from
        AND ROW(desired.valid_to, desired.row_hash, desired.sender, {wanted})
            IS NOT DISTINCT FROM ROW(known.valid_to, known.row_hash, known.sender, {believed})
  )
RETURNING known.row_key
