-- grain: one file per submission
-- parameters: none
INSERT INTO ops.submission_file (file_id, submission_id, position, file, sha256, unit_code, period, kind, findings, status)
OVERRIDING SYSTEM VALUE
SELECT place, place, 0, unit_code || '/月报.xlsx', md5(place::text) || md5(period), unit_code, period, 'xlsx', '[]',
       CASE WHEN unit %% 50 = 0 THEN 'rejected' WHEN unit %% 3 = 0 THEN 'accepted' ELSE 'partly_accepted' END
FROM public.bench_place
