-- grain: one row per stretch of data rows judged
-- parameters: none
COPY pg_temp.fates (file, sheet, first_row, last_row, fate, held_by, is_good) FROM STDIN
