-- grain: one act of the record, after those that are there: two per submission
-- parameters: none
INSERT INTO ops.audit (number, moment, actor, action, subject, details, previous_hash, hash)
SELECT newest + nth, received_at, '任务', 'submission_received',
       jsonb_build_object('unit_code', unit_code, 'period', period), '{{}}',
       CASE nth WHEN 1 THEN newest_hash ELSE md5('act' || nth - 1) || md5('act' || nth - 1) END,
       md5('act' || nth) || md5('act' || nth)
FROM (SELECT row_number() OVER (ORDER BY received_at, place, which) AS nth, place.*
      FROM public.bench_place AS place CROSS JOIN generate_series(1, 2) AS which) AS acts
CROSS JOIN (SELECT coalesce(max(number), 0) AS newest,
                   coalesce((array_agg(hash ORDER BY number DESC))[1], repeat('0', 64)) AS newest_hash FROM ops.audit) AS head
