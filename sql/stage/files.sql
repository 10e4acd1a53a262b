-- grain: one row per file of a month, in order of arrival
-- parameters: period
SELECT file_id, file, sha256, unit_code, period, kind, bundle, findings, mode, mode_by
FROM ops.submission_file
WHERE period = %(period)s
ORDER BY submission_id, position
