-- grain: one row per file of a month
-- parameters: period
SELECT file, sha256, mode, mode_by
FROM ops.submission_file
WHERE period = %(period)s
