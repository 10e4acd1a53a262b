-- grain: one row per row that should be at the platform
-- parameters: none
COPY pg_temp.wanted (row_key, row_hash, unit_code, payload, held, file, sheet, sheet_row) FROM STDIN
