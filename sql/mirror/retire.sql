-- grain: one row: how many versions are true no longer, or were true otherwise
-- parameters: day (of the list), now; {entity}, {columns}
WITH retired AS (
    UPDATE core.{entity} AS known
    SET recorded_to = %(now)s
    WHERE known.recorded_to IS NULL AND known.valid_to IS NULL
      AND NOT EXISTS (
          SELECT FROM pg_temp.listed
          WHERE listed.row_key = known.row_key AND (listed.row_hash IS NULL OR listed.row_hash = known.row_hash)
      )
    RETURNING known.*
),
ended AS (
    INSERT INTO core.{entity} (row_key, row_hash, sender, valid_from, valid_to, recorded_from, {columns})
    SELECT row_key, row_hash, sender, valid_from, %(day)s, %(now)s, {columns} FROM retired WHERE valid_from < %(day)s
)
SELECT count(*) AS versions FROM retired
