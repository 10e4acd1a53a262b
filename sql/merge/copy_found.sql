-- grain: one row per finding
-- parameters: none
COPY pg_temp.found (fingerprint, ordinal, slug, severity, export, unit_code, file, sheet, "row", "column", value, details,
                    message, made_by) FROM STDIN
