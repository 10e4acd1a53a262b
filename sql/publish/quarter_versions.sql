-- grain: one row per version of a post that touches a quarter or the day before it
-- parameters: day_before, last_day; {payload}
SELECT version.row_key, version.sender, version.post_type, version.on_post, version.on_date, version.off_date,
       version.valid_from, version.valid_to, ARRAY[{payload}]::text[] AS payload
FROM core.public_welfare_post AS version
WHERE version.recorded_to IS NULL AND version.valid_from <= %(last_day)s
  AND (version.valid_to IS NULL OR version.valid_to > %(day_before)s)
ORDER BY version.row_key, version.valid_from
