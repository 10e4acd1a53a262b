-- grain: one row per key, unit and month: what the unit said, and until which month
-- parameters: none; {loaded} (loaded_rows or loaded_rows_of_keys); pg_temp.doubted
CREATE TEMPORARY TABLE claims ON COMMIT DROP AS
WITH good AS (
    SELECT row_key, unit, month, stage_row_id, row_hash, FALSE AS is_kept, place, sheet_row FROM ({loaded}) AS loaded
    UNION ALL
    -- A good row of a file that was replaced stands while the newer word is refused; not while it is disputed: what
    -- two townships claim is as it was before the month, whichever of them came first.
    SELECT kept.row_key, kept.unit, kept.month, kept.stage_row_id, kept.row_hash, TRUE, kept.place, kept.sheet_row
    FROM pg_temp.doubted AS kept
    WHERE kept.fate = 'superseded' AND EXISTS (
        SELECT FROM pg_temp.doubted AS told
        WHERE told.fate NOT IN ('superseded', 'held_aside') AND told.row_key = kept.row_key AND told.unit = kept.unit
          AND told.month = kept.month
    )
),
best AS (
    SELECT DISTINCT ON (row_key, unit, month) row_key, unit, month, stage_row_id, row_hash, is_kept
    FROM good
    ORDER BY row_key, unit, month, is_kept, place, sheet_row
),
followed AS (
    SELECT *, lead(month) OVER (PARTITION BY row_key, unit ORDER BY month) AS next_month,
           lag(row_hash) OVER (PARTITION BY row_key, unit ORDER BY month) = row_hash AS is_same,
           lag(unit) OVER (PARTITION BY row_key ORDER BY unit, month) <> unit AS is_contested
    FROM best
)
SELECT row_key, unit, month, next_month AS until, next_month, stage_row_id, row_hash, is_kept, is_contested,
       coalesce(is_same, FALSE) AS is_same
FROM followed
