-- grain: one comparison per dataset and month
-- parameters: none
INSERT INTO ops.reconciliation (kind, dataset, period, made_at, state, platform_version, digest, agreed, only_here, only_there,
                                field_differs, on_the_way, sent, accepted, rejected, pending, stray_batches)
SELECT 'month', dataset, period, approved_at + interval '2 hours', CASE WHEN odd THEN 'unbalanced' ELSE 'balanced' END,
       'v' || publication_id, md5('digest' || publication_id), row_count, odd::int * 3, odd::int * 2, odd::int * 4, 0, row_count,
       row_count - row_count / 50, row_count / 50, 0, 0
FROM ops.publication CROSS JOIN LATERAL (SELECT publication_id %% 9 = 0 AS odd) AS found
WHERE state = 'settled'
