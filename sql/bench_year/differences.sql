-- grain: one row that is not the same on both sides
-- parameters: none
INSERT INTO ops.reconciliation_difference (reconciliation_id, class, row_key, fields, unit_code)
SELECT reconciliation_id, class, md5(class || reconciliation_id || '-' || nth), '{{person_name}}', unit_code
FROM ops.reconciliation
CROSS JOIN (VALUES ('only_here', 3), ('only_there', 2), ('field_differs', 4)) AS found (class, rows)
CROSS JOIN LATERAL generate_series(1, rows) AS nth
CROSS JOIN (SELECT min(unit_code) AS unit_code FROM public.bench_place) AS somebody
WHERE state = 'unbalanced'
