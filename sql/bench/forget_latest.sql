-- grain: no rows
-- parameters: none
DROP TABLE IF EXISTS public.bench_latest
