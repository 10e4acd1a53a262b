-- grain: one digest per report of a unit about a month
-- parameters: none
INSERT INTO ops.digest (digest_id, number, unit_code, kind, day, subject, body, brief, made_at)
OVERRIDING SYSTEM VALUE
SELECT place * 2 + nth, 'D' || place || '-' || nth, unit_code, CASE nth WHEN 1 THEN 'answer' ELSE 'daily' END,
       (received_at + nth * interval '2 days')::date, '月报核对结果', '本月报表已收到，请按附件更正。', '月报已收到。',
       received_at + nth * interval '2 days'
FROM public.bench_place CROSS JOIN generate_series(1, 2) AS nth
