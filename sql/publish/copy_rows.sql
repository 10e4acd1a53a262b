-- grain: one row per row of a publication
-- parameters: none
COPY ops.publication_row (publication_id, row_no, dataset, entity, row_key, row_hash, action, unit_code, corrects, file,
                          sheet, "row") FROM STDIN
