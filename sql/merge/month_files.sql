-- grain: one row per file of a month
-- parameters: period
SELECT file, sha256, unit_code
FROM ops.submission_file
WHERE period = %(period)s
