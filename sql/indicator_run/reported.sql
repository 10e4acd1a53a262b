-- grain: one row per entity and unit that has sent it up to the month, and one without a unit per list that is mirrored
-- parameters: as_of, known_before (a moment)
SELECT sheets.entity, files.unit_code, bool_or(files.period = to_char(%(as_of)s::date, 'YYYY-MM')) AS is_of_month
FROM ops.submission_sheet AS sheets
JOIN ops.submission_file AS files USING (file_id)
JOIN ops.submission USING (submission_id)
WHERE files.period <= to_char(%(as_of)s::date, 'YYYY-MM') AND files.status <> 'rejected' AND NOT files.is_awaiting
  AND submission.received_at < %(known_before)s
GROUP BY sheets.entity, files.unit_code
UNION ALL
SELECT entity, NULL, TRUE
FROM ops.mirror
WHERE state = 'loaded' AND as_of <= %(as_of)s AND taken_at < %(known_before)s
GROUP BY entity
