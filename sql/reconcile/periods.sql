-- grain: one row per period: rows in our files, rows of batches that the platform has, and how they stand
-- parameters: dataset, scope, since (a publication: what was sent before it was settled)
WITH sent AS (
    SELECT batch.publication_id, batch.row_count, batch.state, stood.*,
           CASE batch.state WHEN 'closed' THEN batch.accepted ELSE 0 END AS counted_accepted,
           CASE batch.state WHEN 'closed' THEN batch.rejected ELSE 0 END AS counted_rejected
    FROM ops.batch
    CROSS JOIN LATERAL (
        SELECT count(*) FILTER (WHERE status = 'accepted') AS accepted,
               count(*) FILTER (WHERE status = 'rejected') AS rejected,
               count(*) FILTER (WHERE status = 'pending') AS pending
        FROM ops.publication_row AS rows
        WHERE rows.publication_id = batch.publication_id
          AND rows.row_no BETWEEN batch.first_row AND batch.first_row + batch.row_count - 1
    ) AS stood
    WHERE batch.state IN ('sent', 'closed', 'out_of_balance')
),
summed AS (
    SELECT publication_id, sum(row_count) AS sent, sum(accepted) AS accepted, sum(rejected) AS rejected,
           sum(pending) AS pending, sum(counted_accepted) AS counted_accepted,
           sum(counted_rejected) AS counted_rejected,
           count(*) FILTER (WHERE publication_id > %(since)s AND (
               state = 'out_of_balance' OR row_count <> accepted + rejected + pending
               OR state = 'closed' AND (accepted, rejected) IS DISTINCT FROM (counted_accepted, counted_rejected)
           )) AS stray_batches
    FROM sent
    GROUP BY publication_id
)
SELECT publication.period, sum(publication.row_count)::integer AS made, coalesce(sum(sent), 0)::integer AS sent,
       coalesce(sum(accepted), 0)::integer AS accepted, coalesce(sum(rejected), 0)::integer AS rejected,
       coalesce(sum(pending), 0)::integer AS pending, coalesce(sum(counted_accepted), 0)::integer AS counted_accepted,
       coalesce(sum(counted_rejected), 0)::integer AS counted_rejected,
       coalesce(sum(stray_batches), 0)::integer AS stray_batches
FROM ops.publication LEFT JOIN summed USING (publication_id)
WHERE publication.dataset = %(dataset)s AND (%(scope)s::text IS NULL OR publication.period = %(scope)s)
  AND publication.state <> 'refused' AND (publication.origin = 'made' OR summed.sent IS NOT NULL)
GROUP BY publication.period
ORDER BY publication.period COLLATE "C"
