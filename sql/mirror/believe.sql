-- grain: one row: how many versions are new
-- parameters: day (of the list), now; {entity}, {columns}
WITH begun AS (
    INSERT INTO core.{entity} (row_key, row_hash, sender, valid_from, recorded_from, {columns})
    SELECT row_key, row_hash, sender, %(day)s, %(now)s, {columns}
    FROM pg_temp.listed
    WHERE row_hash IS NOT NULL
      AND NOT EXISTS (
          SELECT FROM core.{entity} AS known
          WHERE known.row_key = listed.row_key AND known.recorded_to IS NULL AND known.valid_to IS NULL
      )
    RETURNING 1
)
SELECT count(*) AS versions FROM begun
