-- grain: one version of a thing: as it was first told, and one of 33 anew in each month
-- parameters: entity, rows_of_file; {table} (stage), {history} (core)
INSERT INTO core.{history} (row_key, row_hash, stage_row_id, sender, valid_from, valid_to, recorded_from)
SELECT row_key, row_hash, stage_row_id, unit_code, first_day,
       lead(first_day) OVER (PARTITION BY row_key ORDER BY first_day), received_at + interval '1 day'
FROM (
    SELECT staged.row_key, staged.row_hash, staged.stage_row_id, staged.sheet_row, place.*, row_number() OVER (PARTITION BY row_key ORDER BY month) = 1 AS is_first
    FROM stage.{table} AS staged
    JOIN public.bench_place AS place ON place.place = (staged.stage_row_id - 1) / %(rows_of_file)s + 1
) AS told
WHERE is_first OR (unit + month + sheet_row) %% 33 = 0
