-- grain: one row per key and name of a person that some version of its row bears
-- parameters: keys; {entity}, {names} (columns that hold names of persons)
SELECT DISTINCT row_key, said.name
FROM core.{entity} AS version CROSS JOIN LATERAL unnest(ARRAY[{names}]::text[]) AS said (name)
WHERE row_key = ANY(%(keys)s) AND length(said.name) > 1
