-- grain: one row per row that changed and does not leave now
-- parameters: none
COPY ops.publication_held (period, dataset, row_key, row_hash, action, unit_code, reason, file, sheet, "row") FROM STDIN
