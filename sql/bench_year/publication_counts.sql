-- grain: no rows; every publication's own sums
-- parameters: none
UPDATE ops.publication
SET row_count = rows, counts = json_build_object('new', added, 'changed', rows - added, 'ended', 0, 'held', 0)
FROM (SELECT publication_id, count(*) AS rows, count(*) FILTER (WHERE action = 'new') AS added
      FROM ops.publication_row GROUP BY publication_id) AS counted
WHERE counted.publication_id = publication.publication_id
