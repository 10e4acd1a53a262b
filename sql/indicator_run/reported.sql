-- grain: one row per entity and unit that has sent it, and one without a unit per list that is mirrored: forms it can tell
-- parameters: as_of, known_before (a moment)
-- What happened once may be told by any month's sheet, what was there last by one up to the month; the rest by its own.
SELECT sheets.entity, files.unit_code,
       ARRAY['ever']
       || CASE WHEN min(files.period) <= to_char(%(as_of)s::date, 'YYYY-MM') THEN ARRAY['latest'] END
       || CASE WHEN bool_or(files.period = to_char(%(as_of)s::date, 'YYYY-MM')) THEN ARRAY['now', 'versions'] END AS forms
FROM ops.submission_sheet AS sheets
JOIN ops.submission_file AS files USING (file_id)
JOIN ops.submission USING (submission_id)
WHERE files.status <> 'rejected' AND NOT files.is_awaiting AND submission.received_at < %(known_before)s
GROUP BY sheets.entity, files.unit_code
UNION ALL
SELECT entity, NULL, ARRAY['ever', 'latest', 'now', 'versions']
FROM ops.mirror
WHERE state = 'loaded' AND as_of <= %(as_of)s AND taken_at < %(known_before)s
GROUP BY entity
