-- grain: one row: how often the history of an entity was changed
-- parameters: none; {entity}
SELECT count(*) + count(recorded_to) AS steps FROM core.{entity}
