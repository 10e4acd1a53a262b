-- grain: one row per batch of a publication, with its tries and how the last one ended
-- parameters: publication_id, most, skipped
SELECT batch.batch_id, batch.number, batch.first_row, batch.row_count, batch.client_ref, batch.remote_id, batch.state,
       batch.prepared_at, batch.sent_at, batch.closed_at, batch.accepted, batch.rejected, batch.set_aside, batch.note,
       tries.attempts, tries.last_outcome, (count(*) OVER ())::integer AS total
FROM ops.batch
CROSS JOIN LATERAL (
    SELECT count(*)::integer AS attempts, (array_agg(outcome ORDER BY attempt_id DESC))[1] AS last_outcome
    FROM ops.batch_attempt
    WHERE batch_attempt.batch_id = batch.batch_id
) AS tries
WHERE batch.publication_id = %(publication_id)s
ORDER BY batch.number
LIMIT %(most)s OFFSET %(skipped)s
