-- grain: one row per row that the platform holds
-- parameters: none
COPY pg_temp.there (row_key, row_version, digest, content) FROM STDIN
