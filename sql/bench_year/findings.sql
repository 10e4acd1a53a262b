-- grain: one finding in about 33 rows; three of four were mended
-- parameters: entity, rows, slugs, severities, columns (of the entity's rules)
INSERT INTO ops.finding (period, fingerprint, ordinal, slug, severity, export, unit_code, file, sheet, "row", "column", value,
                         details, message, made_by, opened_at, opened_by, closed_at, closed_by)
SELECT period, md5(%(entity)s || place || '-' || row), 0, (%(slugs)s::text[])[which], (%(severities)s::text[])[which], '',
       unit_code, unit_code || '/月报.xlsx', %(entity)s, row + 3, (%(columns)s::text[])[1 + (place + row) %% cardinality(%(columns)s::text[])],
       '4399***0011', '{{}}', '这里有一处需要核对的问题，请按提示更正后再报。', 'conform', received_at + interval '1 day', month * 5 - 4,
       CASE WHEN (place + row) %% 4 <> 0 THEN received_at + interval '4 days' END,
       CASE WHEN (place + row) %% 4 <> 0 THEN month * 5 END
FROM public.bench_place CROSS JOIN generate_series(1, %(rows)s) AS row
CROSS JOIN LATERAL (SELECT 1 + (place * 7 + row) %% cardinality(%(slugs)s::text[]) AS which) AS rule
WHERE (place + row * 5) %% 33 = 0
