-- grain: one row per entity that a sheet of this name was read as
-- parameters: file, sheet, period or null for any month
SELECT DISTINCT sheets.entity
FROM ops.submission_file AS files
JOIN ops.submission_sheet AS sheets ON sheets.file_id = files.file_id
WHERE files.file = %(file)s AND sheets.sheet = %(sheet)s AND (%(period)s::text IS NULL OR files.period = %(period)s)
