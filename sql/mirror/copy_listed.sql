-- grain: one row per thing; without row_hash the list names it in a row that is refused
-- parameters: none; {columns}
COPY pg_temp.listed ({columns}) FROM STDIN
