-- grain: one row per data row of the month's employment sheets that counts or was refused, with its fate as judged last
-- parameters: as_of, known_before; rows that a later file has replaced by then are not among them
-- looks at: now_worker_employment
CREATE TEMPORARY TABLE told_employment ON COMMIT DROP AS
SELECT files.unit_code, staged.stage_row_id, coalesce(linked.row_key, staged.row_key) AS row_key, CASE disposition.fate WHEN 'superseded' THEN 'loaded' ELSE disposition.fate END AS fate
FROM ops.submission_file AS files
JOIN ops.submission USING (submission_id)
JOIN ops.submission_sheet AS sheets USING (file_id)
JOIN stage.worker_employment AS staged USING (sheet_id)
JOIN ops.disposition USING (stage_row_id, sheet_id)
LEFT JOIN stage.linked_row AS linked USING (stage_row_id)
WHERE sheets.entity = 'worker_employment' AND files.period = to_char(%(as_of)s::date, 'YYYY-MM')
  AND NOT files.is_awaiting AND submission.received_at < %(known_before)s
  AND (disposition.fate <> 'superseded' OR disposition.was_loaded AND NOT EXISTS (
          SELECT FROM ops.submission AS newer
          JOIN ops.submission_file AS later ON later.submission_id = newer.submission_id
          JOIN ops.submission_sheet AS read ON read.file_id = later.file_id
          WHERE newer.submission_id > submission.submission_id AND newer.received_at < %(known_before)s
            AND later.unit_code = files.unit_code AND later.period = files.period
            AND later.status <> 'rejected' AND NOT later.is_awaiting AND read.entity = 'worker_employment'
      ))
