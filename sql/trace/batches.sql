-- grain: one row per batch that took a thing to a platform
-- parameters: row_key, entity
SELECT publication.publication_id, publication.kind, publication.period, publication.revision, publication.state AS publication_state,
       publication.approved_by, publication.approved_at, batch.batch_id, batch.number, batch.client_ref, batch.remote_id,
       batch.state, told.row_no - batch.first_row + 1 AS row_no, batch.prepared_at, batch.sent_at, batch.closed_at
FROM ops.publication_row AS told
JOIN ops.publication ON publication.publication_id = told.publication_id
JOIN ops.batch ON batch.publication_id = told.publication_id
              AND told.row_no BETWEEN batch.first_row AND batch.first_row + batch.row_count - 1
WHERE told.row_key = %(row_key)s AND told.entity = %(entity)s
ORDER BY batch.batch_id, told.row_no
