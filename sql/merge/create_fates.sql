-- grain: a table for the fates of this judging
-- parameters: none
CREATE TEMPORARY TABLE fates (
    file text, sheet text, sheet_row integer, fate text, held_by text[], is_good boolean,
    PRIMARY KEY (file, sheet, sheet_row)
) ON COMMIT DROP
