-- grain: one batch of 1,000 rows
-- parameters: none
INSERT INTO ops.batch (publication_id, number, first_row, row_count, idempotency_key, client_ref, body_sha256, state, remote_id,
                       prepared_at, sent_at, closed_at, accepted, rejected, set_aside)
SELECT publication_id, number, min(row_no), count(*), md5('key' || publication_id || '-' || number),
       publication_id || '-' || number, md5(publication_id || '-' || number), CASE WHEN is_sent THEN 'closed' ELSE 'prepared' END,
       CASE WHEN is_sent THEN 'B-' || publication_id || '-' || number END, made_at, CASE WHEN is_sent THEN approved_at END,
       CASE WHEN is_sent THEN approved_at + interval '1 hour' END, count(*) FILTER (WHERE status = 'accepted'),
       count(*) FILTER (WHERE status = 'rejected'), 0
FROM (SELECT publication_row.*, (row_no - 1) / 1000 + 1 AS number, publication.state = 'settled' AS is_sent, made_at, approved_at
      FROM ops.publication_row JOIN ops.publication USING (publication_id)) AS rows
GROUP BY publication_id, number, is_sent, made_at, approved_at
