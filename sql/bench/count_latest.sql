-- grain: one row: how many rows the yardstick kept
-- parameters: none
SELECT count(*) AS keys FROM public.bench_latest
