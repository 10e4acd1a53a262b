-- grain: no rows
-- parameters: none
DROP TABLE public.bench_place
