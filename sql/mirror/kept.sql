-- grain: one row: how many things are believed, and how many of them a list names
-- parameters: keys (of the things of the list); {entity}
SELECT count(*) AS before, count(*) FILTER (WHERE row_key = ANY(%(keys)s)) AS kept
FROM core.{entity}
WHERE recorded_to IS NULL AND valid_to IS NULL
