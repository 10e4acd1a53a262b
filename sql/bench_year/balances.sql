-- grain: one quarter, unit and type of posts
-- parameters: types (codes)
INSERT INTO ops.post_balance (quarter, unit_code, post_type, opening, joined, exited, closing, unbalanced, paid, paid_months, counted_at)
SELECT '2020Q' || (month + 2) / 3, unit_code, type, 10, 2, 1, 11, (unit %% 20 = 0)::int, 9000, 30, received_at
FROM public.bench_place CROSS JOIN unnest(%(types)s::text[]) AS type
WHERE month %% 3 = 0
