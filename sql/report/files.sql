-- grain: one row per judged file of a month whose unit is known, in order of arrival
-- parameters: period
SELECT coalesce(submission.unit_code, files.unit_code) AS unit_code, files.file_id, files.file, files.sha256,
       submission.sha256 AS archived_as, files.kind, files.bundle, files.status, files.is_current,
       files.entities_superseded, files.submission_id, files.mode, files.is_awaiting, files.changes
FROM ops.submission_file AS files
JOIN ops.submission USING (submission_id)
WHERE files.period = %(period)s
  AND files.status IS NOT NULL
  AND coalesce(submission.unit_code, files.unit_code) IS NOT NULL
ORDER BY files.submission_id, files.position
