-- grain: one row per stretch of data rows judged
-- parameters: none
COPY pg_temp.judged (file, sheet, first_row, last_row, fate, held_by, is_good) FROM STDIN
