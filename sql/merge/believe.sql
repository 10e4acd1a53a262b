-- grain: keys of the versions that are new
-- parameters: now; {entity}, {columns}, {wanted}
INSERT INTO core.{entity} (row_key, row_hash, sender, valid_from, valid_to, recorded_from, {columns})
SELECT desired.row_key, desired.row_hash, desired.sender, desired.valid_from, desired.valid_to, %(now)s, {wanted}
FROM pg_temp.desired
WHERE NOT EXISTS (
    SELECT FROM core.{entity} AS known
    WHERE known.recorded_to IS NULL AND known.row_key = desired.row_key AND known.valid_from = desired.valid_from
)
ORDER BY desired.valid_from, desired.row_key
RETURNING row_key
