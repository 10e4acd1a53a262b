-- grain: no rows
-- parameters: publication_id
UPDATE ops.publication SET row_count = adopted.rows, counts = adopted.counts::json
FROM (
    SELECT count(*) AS rows, jsonb_build_object(
        'new', count(*) FILTER (WHERE action = 'new'), 'changed', count(*) FILTER (WHERE action = 'changed'),
        'ended', count(*) FILTER (WHERE action = 'ended'), 'held', 0) AS counts
    FROM ops.publication_row WHERE publication_id = %(publication_id)s
) AS adopted
WHERE publication.publication_id = %(publication_id)s
