-- grain: tables for the fates of this judging: places that follow one another in a sheet, and rows that were staged there
-- parameters: none
CREATE TEMPORARY TABLE judged (
    file text, sheet text, first_row integer, last_row integer, fate text, held_by text[], is_good boolean
) ON COMMIT DROP;
CREATE TEMPORARY TABLE told ON COMMIT DROP AS
SELECT *, 0::bigint AS changed FROM ops.fate WITH NO DATA
