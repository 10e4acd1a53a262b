-- grain: no rows; findings of a month that a waiver of their kind, or of just this finding, lets pass on a day
-- parameters: period, today
UPDATE ops.finding AS found
SET waiver_id = (
    SELECT waiver.waiver_id
    FROM ops.waiver
    WHERE waiver.unit_code = found.unit_code AND waiver.slug = found.slug AND waiver.row_key IS NULL
      AND (waiver."column" IS NULL OR waiver."column" = found."column")
      AND (waiver.fingerprint IS NULL OR waiver.fingerprint = found.fingerprint)
      AND waiver.until >= %(today)s
      AND NOT EXISTS (SELECT FROM ops.waiver_end WHERE waiver_end.waiver_id = waiver.waiver_id)
    ORDER BY waiver.until DESC, waiver.waiver_id
    LIMIT 1
)
WHERE found.period = %(period)s AND found.closed_at IS NULL AND found.slug IN (SELECT slug FROM ops.waiver)
