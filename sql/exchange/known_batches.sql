-- grain: one row per batch that bears the key or the name, by key first; without what never reached the platform
-- parameters: idempotency_key, client_ref
SELECT batch_id, publication_id, idempotency_key, body_sha256, state, remote_id
FROM ops.batch
WHERE (idempotency_key = %(idempotency_key)s OR client_ref = %(client_ref)s)
  AND (remote_id IS NOT NULL OR state NOT IN ('refused', 'withdrawn'))
ORDER BY idempotency_key = %(idempotency_key)s DESC
