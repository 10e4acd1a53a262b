-- grain: one row per data row judged
-- parameters: none
COPY pg_temp.fates (file, sheet, sheet_row, fate, held_by, is_good) FROM STDIN
