-- grain: one unit and month in which something was mended
-- parameters: none
INSERT INTO ops.unit_month (period, unit_code, fixed, fixed_days)
SELECT period, unit_code, 3 + unit %% 4, 9 + unit %% 10 FROM public.bench_place
