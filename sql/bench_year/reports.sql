-- grain: two reports per unit and month: what must be mended, and the receipt
-- parameters: none
INSERT INTO ops.report (unit_code, period, version, kind, state_hash, subject, body, attachments, status, made_at, sent_at,
                        digest_id)
SELECT unit_code, period, version, CASE version WHEN 1 THEN 'problems' ELSE 'receipt' END, md5(place || '-' || version),
       '月报核对结果', '本月报表已收到。', '[]', 'sent', received_at + version * interval '2 days',
       received_at + version * interval '2 days', place * 2 + version
FROM public.bench_place CROSS JOIN generate_series(1, 2) AS version
