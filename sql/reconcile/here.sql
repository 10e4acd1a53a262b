-- grain: a table of one row per key that the platform has acknowledged, with its values as they were sent, if they are known
-- parameters: none; pg_temp.acknowledged, pg_temp.as_sent
CREATE TEMPORARY TABLE here AS
SELECT acknowledged.row_key, acknowledged.row_hash, acknowledged.unit_code, as_sent.content
FROM pg_temp.acknowledged LEFT JOIN pg_temp.as_sent USING (publication_id, row_key)
