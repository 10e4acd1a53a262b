-- grain: one row per publication with the sums of its batches, the newest first, and how many there are
-- parameters: period, dataset, state (each null for any), most, skipped
SELECT made.publication_id, made.kind, made.dataset, made.entity, made.period, made.revision, made.origin, made.row_count,
       made.made_at, made.state, made.approved_by, made.approved_at, sums.batches, sums.unanswered, sums.out_of_balance,
       sums.sent, sums.accepted, sums.rejected,
       made.total
FROM (
    SELECT publication.*, (count(*) OVER ())::integer AS total FROM ops.publication
    WHERE (%(period)s::text IS NULL OR period = %(period)s) AND (%(dataset)s::text IS NULL OR dataset = %(dataset)s)
      AND (%(state)s::text IS NULL OR state = %(state)s)
    ORDER BY publication_id DESC
    LIMIT %(most)s OFFSET %(skipped)s
) AS made
CROSS JOIN LATERAL (
    SELECT count(*)::integer AS batches, (count(*) FILTER (WHERE state = 'sent'))::integer AS unanswered,
           (count(*) FILTER (WHERE state = 'out_of_balance'))::integer AS out_of_balance,
           coalesce(sum(row_count) FILTER (WHERE state IN ('sent', 'closed', 'out_of_balance')), 0)::integer AS sent,
           coalesce(sum(accepted) FILTER (WHERE state <> 'voided'), 0)::integer AS accepted,
           coalesce(sum(rejected) FILTER (WHERE state <> 'voided'), 0)::integer AS rejected
    FROM ops.batch
    WHERE batch.publication_id = made.publication_id
) AS sums
ORDER BY made.publication_id DESC
