-- grain: one stretch of rows: in every third file the last row of a sheet is rejected, everything else is loaded
-- parameters: entity, position, entities, rows, rows_before, rows_of_file
INSERT INTO ops.fate (first_row_id, last_row_id, sheet_id, period, entity, fate, judgement_id)
SELECT (place - 1) * %(rows_of_file)s + %(rows_before)s + first, (place - 1) * %(rows_of_file)s + %(rows_before)s + last,
       (place - 1) * %(entities)s + %(position)s + 1, period, %(entity)s, fate, month * 5
FROM public.bench_place
CROSS JOIN LATERAL (
    SELECT 1 AS first, %(rows)s - (unit %% 3 = 0)::int AS last, 'loaded' AS fate
    UNION ALL
    SELECT %(rows)s, %(rows)s, 'rejected' WHERE unit %% 3 = 0
) AS stretch
