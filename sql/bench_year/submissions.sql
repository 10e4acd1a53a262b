-- grain: one submission per place
-- parameters: none
INSERT INTO ops.submission (submission_id, unit_code, period, name, label, sha256, size, channel, received_at, is_staged)
OVERRIDING SYSTEM VALUE
SELECT place, unit_code, period, unit_code || '/月报.xlsx', unit_code || '/月报.xlsx', md5(place::text) || md5(period),
       60000 + unit, 'portal', received_at, true
FROM public.bench_place
