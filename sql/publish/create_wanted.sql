-- grain: a table for the rows that a dataset should have at the platform
-- parameters: none
CREATE TEMPORARY TABLE wanted (
    row_key text PRIMARY KEY, row_hash text, unit_code text, payload text[], held text, file text, sheet text,
    sheet_row integer
) ON COMMIT DROP
