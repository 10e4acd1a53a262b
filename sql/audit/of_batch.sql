-- grain: one row per act about a batch or its publication as a whole, in order
-- parameters: batch_id, publication_id
SELECT number, moment, actor, action, subject, details, previous_hash, hash
FROM ops.audit
WHERE subject @> jsonb_build_object('batch_id', %(batch_id)s::bigint)
   OR subject @> jsonb_build_object('publication_id', %(publication_id)s::bigint)
ORDER BY number
