-- grain: one row per sheet that a unit sent for a month, and per file without one, in order of arrival
-- parameters: period, unit_code
SELECT submission.submission_id, submission.name, submission.channel, submission.received_at, files.file_id, files.file,
       files.kind, files.status, files.is_current, files.mode, files.is_awaiting, sheets.sheet, sheets.entity,
       coalesce(sheets.rows_read, 0) AS rows_read, coalesce(sheets.rows_skipped, 0) AS rows_skipped,
       coalesce(fates.loaded, 0)::int AS loaded, coalesce(fates.duplicate, 0)::int AS duplicate,
       coalesce(fates.rejected, 0)::int AS rejected, coalesce(fates.held_aside, 0)::int AS held_aside,
       coalesce(fates.superseded, 0)::int AS superseded
FROM ops.submission
LEFT JOIN ops.submission_file AS files USING (submission_id)
LEFT JOIN ops.submission_sheet AS sheets USING (file_id)
LEFT JOIN LATERAL (
    SELECT sum(size) FILTER (WHERE fate = 'loaded') AS loaded, sum(size) FILTER (WHERE fate = 'duplicate') AS duplicate,
           sum(size) FILTER (WHERE fate = 'rejected') AS rejected,
           sum(size) FILTER (WHERE fate = 'held_aside') AS held_aside,
           sum(size) FILTER (WHERE fate = 'superseded') AS superseded
    FROM ops.fate CROSS JOIN LATERAL (SELECT last_row_id - first_row_id + 1 AS size) AS stretch
    WHERE fate.sheet_id = sheets.sheet_id
) AS fates ON TRUE
WHERE submission.period = %(period)s
  AND (submission.unit_code = %(unit_code)s OR submission.unit_code IS NULL AND files.unit_code = %(unit_code)s)
ORDER BY submission.submission_id, files.position, sheets.position
