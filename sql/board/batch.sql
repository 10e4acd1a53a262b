-- grain: at most one row: a batch with the publication that it is a part of
-- parameters: batch_id
SELECT batch.batch_id, batch.number, batch.first_row, batch.row_count, batch.client_ref, batch.remote_id, batch.state,
       batch.prepared_at, batch.sent_at, batch.closed_at, batch.accepted, batch.rejected, batch.set_aside, batch.note,
       batch.idempotency_key, batch.body_sha256, publication.publication_id, publication.kind, publication.dataset,
       publication.entity, publication.period, publication.revision, publication.approved_by, publication.approved_at
FROM ops.batch JOIN ops.publication USING (publication_id)
WHERE batch_id = %(batch_id)s
