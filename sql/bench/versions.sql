-- grain: one row per version of a thing that was told up to a day and is believed
-- parameters: day; {entity}, {columns}
SELECT row_key, valid_from, valid_to, {columns}
FROM core.{entity} AS version
WHERE valid_from <= %(day)s AND recorded_to IS NULL
