-- grain: one row per unit and entity: the last month up to the day that it reported in full, as it was known then
-- parameters: as_of, known_before (a moment)
CREATE TEMPORARY TABLE last_report ON COMMIT DROP AS
SELECT files.unit_code, sheets.entity,
       least((max(files.period || '-01')::date + interval '1 month - 1 day')::date, %(as_of)s::date) AS reported_on
FROM ops.submission_sheet AS sheets
JOIN ops.submission_file AS files ON files.file_id = sheets.file_id
JOIN ops.submission ON submission.submission_id = files.submission_id
-- A sheet without any row is rather forgotten than meant; a correction reports only what it corrects.
WHERE files.status <> 'rejected' AND NOT files.is_awaiting AND files.mode = 'full' AND sheets.rows_read > 0
  AND files.period <= to_char(%(as_of)s::date, 'YYYY-MM')
  AND EXISTS (SELECT FROM ops.judgement WHERE judgement.period = files.period
              AND judgement.judged_at >= submission.received_at AND judgement.judged_at < %(known_before)s)
GROUP BY files.unit_code, sheets.entity
