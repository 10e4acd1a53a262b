-- grain: one file of a month for the platform; those of the last month wait to be approved
-- parameters: entities, months
INSERT INTO ops.publication (kind, dataset, entity, period, revision, path, sha256, row_count, counts, contract_version, made_at,
                             state, approved_at, approved_by)
SELECT 'month', entity, entity, period, 1, period || '/' || entity || '.csv', md5(period || entity) || md5(entity), 0,
       '{{"new": 0, "changed": 0, "ended": 0, "held": 0}}', 'bench', made_at,
       CASE WHEN month = %(months)s THEN 'ready' ELSE 'settled' END,
       CASE WHEN month < %(months)s THEN made_at + interval '3 hours' END, CASE WHEN month < %(months)s THEN '李工' END
FROM (SELECT month, period, max(received_at) + interval '6 days' AS made_at FROM public.bench_place GROUP BY month, period)
     AS months CROSS JOIN unnest(%(entities)s::text[]) AS entity
ORDER BY month, entity
