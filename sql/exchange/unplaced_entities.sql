-- grain: one row per entity of which adopted rows have no unit yet
-- parameters: none
SELECT DISTINCT publication_row.entity
FROM ops.publication_row JOIN ops.publication USING (publication_id)
WHERE publication.origin = 'adopted' AND publication_row.unit_code IS NULL
ORDER BY publication_row.entity
