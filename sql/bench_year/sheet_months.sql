-- grain: one sheet that a unit sent for a month, as counted
-- parameters: entity, rows
INSERT INTO ops.sheet_month (period, unit_code, entity, is_expected, due_on, received_at, is_on_time, passed_first, rows, rows_right,
                             rows_refused)
SELECT period, unit_code, %(entity)s, true, (first_day + interval '1 month' + interval '4 days')::date, received_at,
       unit %% 7 > 0, unit %% 3 > 0, %(rows)s, %(rows)s - (unit %% 3 = 0)::int, (unit %% 3 = 0)::int
FROM public.bench_place
