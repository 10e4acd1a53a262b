-- grain: one batch
-- parameters: batch_id
SELECT batch_id FROM ops.batch WHERE batch_id = %(batch_id)s FOR UPDATE
