-- grain: one row per place that was read: its sheet, of the month that is meant if it lies there, else of the newest
-- parameters: files, sheets, periods (side by side; a period may be null)
SELECT DISTINCT ON (place.file, place.sheet, place.period) place.file, place.sheet, place.period, sheets.sheet_id
FROM unnest(%(files)s::text[], %(sheets)s::text[], %(periods)s::text[]) AS place (file, sheet, period)
JOIN ops.submission_file AS files ON files.file = place.file
JOIN ops.submission_sheet AS sheets ON sheets.file_id = files.file_id AND sheets.sheet = place.sheet
ORDER BY place.file, place.sheet, place.period, files.period = place.period DESC NULLS LAST, files.period DESC,
         sheets.sheet_id DESC
