-- grain: one judging of a month; five of each
-- parameters: not_run (what was not asked, as JSON)
INSERT INTO ops.judgement (judgement_id, period, run_id, judged_at, files, rows_read, findings, changed, not_run)
OVERRIDING SYSTEM VALUE
SELECT (month - 1) * 5 + nth, period, period || '-' || nth, max(received_at) + nth * interval '1 day', count(*), 0, 0, 0,
       %(not_run)s
FROM public.bench_place CROSS JOIN generate_series(1, 5) AS nth
GROUP BY month, period, nth
