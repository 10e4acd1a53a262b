-- grain: the batch, when its receipt is not complete yet
-- parameters: batch_id
SELECT batch_id FROM ops.batch WHERE batch_id = %(batch_id)s AND state IN ('sent', 'out_of_balance') FOR UPDATE
