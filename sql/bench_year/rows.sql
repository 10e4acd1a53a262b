-- grain: one data row; the same things in every month
-- parameters: entity, position, entities, rows (of the sheet), rows_before (of a file's earlier sheets), rows_of_file; {table}, {columns}, {values}
INSERT INTO stage.{table} (stage_row_id, sheet_id, sheet_row, row_key, row_hash, states, raw, {columns})
SELECT (place - 1) * %(rows_of_file)s + %(rows_before)s + row, (place - 1) * %(entities)s + %(position)s + 1, row + 3,
       md5(%(entity)s || unit || '-' || row) || md5('key' || unit || '-' || row), md5(%(entity)s || place || '-' || row),
       '{{}}', '{{}}', {values}
FROM public.bench_place CROSS JOIN generate_series(1, %(rows)s) AS row
ORDER BY place, row
