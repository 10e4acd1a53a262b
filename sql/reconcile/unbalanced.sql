-- grain: at most one row: why nothing more of a dataset is published, summed over its periods
-- parameters: dataset
-- A settlement adopts what the platform held, so that batches from before it stop nothing any more.
WITH newest AS (
    -- Each quarter is one comparison; of a monthly dataset all months are.
    SELECT DISTINCT ON (scope) reconciliation.*, scope
    FROM ops.reconciliation CROSS JOIN LATERAL (SELECT CASE kind WHEN 'quarter' THEN period END AS scope) AS of_its_own
    WHERE dataset = %(dataset)s AND state <> 'not_run'
    ORDER BY scope, reconciliation_id DESC
),
found AS (
    SELECT coalesce(sum(only_here), 0) AS only_here, coalesce(sum(only_there), 0) AS only_there,
           coalesce(sum(field_differs), 0) AS field_differs, coalesce(sum(stray_batches), 0) AS stray_batches,
           array_agg(period ORDER BY period COLLATE "C") AS periods
    FROM newest
    WHERE state = 'unbalanced' AND settled_at IS NULL
),
stray AS (
    SELECT count(*) AS batches
    FROM ops.batch JOIN ops.publication USING (publication_id)
    WHERE dataset = %(dataset)s AND batch.state = 'out_of_balance' AND NOT EXISTS (
        SELECT FROM ops.reconciliation AS settled
        WHERE settled.dataset = publication.dataset AND settled.publication_id > batch.publication_id
          AND (settled.kind = 'month' OR settled.period = publication.period)
    )
)
SELECT only_here::integer, only_there::integer, field_differs::integer,
       greatest(stray_batches, batches)::integer AS stray_batches, coalesce(periods, '{{}}') AS periods
FROM found CROSS JOIN stray
WHERE periods IS NOT NULL OR batches > 0
