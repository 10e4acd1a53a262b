-- grain: one unit and month for which something was sent; about one of 33 sends nothing
-- parameters: codes (of the units, in order), months
CREATE TABLE public.bench_place AS
SELECT ((month - 1) * cardinality(%(codes)s) + unit)::int AS place, unit::int AS unit, month, code AS unit_code,
       to_char(make_date(2020, month, 1), 'YYYY-MM') AS period, make_date(2020, month, 1) AS first_day,
       (make_date(2020, month, 1) + interval '1 month' + (unit %% 9) * interval '5 hours') AT TIME ZONE 'Asia/Shanghai'
           AS received_at
FROM unnest(%(codes)s::text[]) WITH ORDINALITY AS known (code, unit) CROSS JOIN generate_series(1, %(months)s) AS month
WHERE (unit * 7 + month) %% 33 <> 0
ORDER BY place
