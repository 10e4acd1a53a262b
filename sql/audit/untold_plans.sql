-- grain: one row per publication whose batches were planned at a moment and that the record does not tell of yet
-- parameters: now
SELECT publication_id, count(*) AS batches, sum(row_count) AS rows,
       -- One digest over those of all bodies, one a line in their order.
       encode(sha256(convert_to(string_agg(body_sha256 || E'\n', '' ORDER BY number), 'UTF8')), 'hex') AS bodies
FROM ops.batch
-- What was adopted was planned elsewhere, and its act is another.
WHERE prepared_at = %(now)s AND publication_id IN (SELECT publication_id FROM ops.publication WHERE origin = 'made')
  AND NOT EXISTS (SELECT FROM ops.audit
                  WHERE action = 'batches_planned'
                    AND subject @> jsonb_build_object('publication_id', batch.publication_id))
GROUP BY publication_id
ORDER BY publication_id
