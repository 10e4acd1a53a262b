-- grain: one row per desired version that is not believed yet
-- parameters: none; {entity}; pg_temp.desired
CREATE TEMPORARY TABLE fresh ON COMMIT DROP AS
SELECT desired.*
FROM pg_temp.desired
WHERE NOT EXISTS (
    SELECT FROM core.{entity} AS known
    WHERE known.recorded_to IS NULL AND known.row_key = desired.row_key AND known.valid_from = desired.valid_from
)
