-- grain: at most one batch, by its number or our name for it
-- parameters: batch (text)
SELECT batch_id, publication_id, client_ref, state, row_count
FROM ops.batch WHERE batch_id::text = %(batch)s OR client_ref = %(batch)s
