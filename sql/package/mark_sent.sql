-- grain: one row per batch that went out with a package
-- parameters: batch_ids and remote_ids, one for each, now
UPDATE ops.batch SET state = 'sent', remote_id = packed.remote_id, sent_at = %(now)s
FROM unnest(%(batch_ids)s::bigint[], %(remote_ids)s::text[]) AS packed (batch_id, remote_id)
WHERE batch.batch_id = packed.batch_id AND batch.state = 'prepared'
RETURNING batch.batch_id
