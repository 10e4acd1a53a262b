-- grain: one row per key that is no more: its last version
-- parameters: keys; {entity}, {payload}
SELECT DISTINCT ON (version.row_key) version.row_key, ARRAY[{payload}]::text[] AS payload
FROM core.{entity} AS version
WHERE version.row_key = ANY(%(keys)s)
  -- Both halves of the history have an index of their own.
  AND (version.recorded_to IS NULL OR version.recorded_to IS NOT NULL)
ORDER BY version.row_key, version.recorded_to DESC NULLS FIRST, version.valid_from DESC, version.recorded_from DESC
