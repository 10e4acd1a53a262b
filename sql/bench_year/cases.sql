-- grain: one person whom two units claim
-- parameters: months
INSERT INTO ops.ownership_case (number, entity, row_key, period, opened_at, opened_by)
SELECT period || '-' || lpad(place::text, 5, '0'), 'worker_employment', md5('case' || place), period,
       received_at + interval '1 day', month * 5
FROM public.bench_place WHERE unit %% 10 = 0
