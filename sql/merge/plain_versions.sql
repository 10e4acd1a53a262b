-- grain: one row per key and stretch of months with equal tracked columns, as if one unit spoke of it in every report
-- parameters: none; {loaded} (loaded_rows); a key with a row that is to be watched may be told otherwise by its claims
WITH best AS (
    SELECT DISTINCT ON (row_key, first_day, unit) row_key, first_day, unit, stage_row_id, row_hash, next_report
    FROM ({loaded}) AS loaded
    ORDER BY row_key, first_day, unit, place, sheet_row
),
followed AS (
    SELECT *, lag(row_hash) OVER months AS hash_before, lag(unit) OVER months <> unit AS is_contested,
           next_report < coalesce(lead(first_day) OVER months, 'infinity') AS is_left_out
    FROM best
    WINDOW months AS (PARTITION BY row_key ORDER BY first_day, unit)
)
SELECT row_key, row_hash, stage_row_id, unit AS sender, first_day AS valid_from,
       lead(first_day) OVER (PARTITION BY row_key ORDER BY first_day, unit) AS valid_to,
       coalesce(is_contested OR is_left_out, FALSE) AS is_watched
FROM followed
-- What says the same as the month before begins nothing.
WHERE row_hash IS DISTINCT FROM hash_before OR is_contested OR is_left_out
