-- grain: a table for the fates of this judging: rows of a sheet that follow one another and have one fate
-- parameters: none
CREATE TEMPORARY TABLE fates (
    file text, sheet text, first_row integer, last_row integer, fate text, held_by text[], is_good boolean
) ON COMMIT DROP
