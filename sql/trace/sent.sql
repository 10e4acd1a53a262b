-- grain: one row per time that the thing was put into a file for a platform
-- parameters: row_key, entity
SELECT publication.kind, publication.period, publication.revision, publication.path, publication_row.row_no,
       publication_row.action, publication_row.status, publication_row.code, publication_row.message
FROM ops.publication_row
JOIN ops.publication USING (publication_id)
WHERE publication_row.row_key = %(row_key)s AND publication_row.entity = %(entity)s
ORDER BY publication_id, publication_row.row_no
