-- grain: one person of a pair
-- parameters: pairs (how many)
INSERT INTO stage.identity (identity_key, kind, number, is_right, name, unit_code, file, sheet, row)
SELECT md5(side || pair) || md5(pair::text), 'person', '439999199001' || lpad(pair::text, 5, '0') || side, true, '丁某' || pair,
       unit_code, unit_code || '/月报.xlsx', 'worker_employment', 4
FROM generate_series(1, %(pairs)s) AS pair CROSS JOIN (VALUES ('1'), ('2')) AS sides (side)
JOIN public.bench_place AS place ON place.place = pair
