-- grain: one row per row of a file
-- parameters: none
COPY pg_temp.as_sent (publication_id, row_key, content) FROM STDIN
