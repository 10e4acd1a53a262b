-- grain: a table of one row per key that the platform has acknowledged and that did not end
-- parameters: dataset, scope (a period, or null for all)
CREATE TEMPORARY TABLE acknowledged AS
WITH latest AS (
    SELECT DISTINCT ON (row_key) row_key, row_hash, unit_code, action, publication_id
    FROM ops.told_row
    WHERE dataset = %(dataset)s AND status = 'accepted' AND (%(scope)s::text IS NULL OR period = %(scope)s)
    ORDER BY row_key, publication_id DESC
)
SELECT row_key, row_hash, unit_code, publication_id FROM latest WHERE action <> 'ended'
