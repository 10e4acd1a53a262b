-- grain: one row per sheet of a month: what became of its rows
-- parameters: period
WITH counted AS (
    SELECT sheet_id, fate, sum(last_row_id - first_row_id + 1)::bigint AS rows
    FROM ops.fate
    WHERE period = %(period)s
    GROUP BY sheet_id, fate
)
SELECT files.unit_code, files.file, files.status, sheets.sheet, sheets.entity, sheets.rows_seen, sheets.rows_read,
       sheets.rows_skipped,
       coalesce(max(rows) FILTER (WHERE fate = 'loaded'), 0) AS loaded,
       coalesce(max(rows) FILTER (WHERE fate = 'duplicate'), 0) AS duplicate,
       coalesce(max(rows) FILTER (WHERE fate = 'rejected'), 0) AS rejected,
       coalesce(max(rows) FILTER (WHERE fate = 'held_aside'), 0) AS held_aside,
       coalesce(max(rows) FILTER (WHERE fate = 'superseded'), 0) AS superseded
FROM ops.submission_file AS files
JOIN ops.submission_sheet AS sheets ON sheets.file_id = files.file_id
LEFT JOIN counted ON counted.sheet_id = sheets.sheet_id
WHERE files.period = %(period)s
GROUP BY files.file_id, sheets.sheet_id
ORDER BY files.submission_id, files.position, sheets.position
