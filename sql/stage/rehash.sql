-- grain: no rows; the hashes of all rows, of the columns that are tracked now
-- parameters: none; {entity}, {hash}
UPDATE stage.{entity} AS staged
SET row_hash = {hash}
