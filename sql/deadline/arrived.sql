-- grain: one row per unit from which something of a month came: the entities that count, null among them for a file that waits to be judged
-- parameters: period
SELECT unit_code, array_agg(entity) AS entities
FROM (
    SELECT DISTINCT coalesce(submission.unit_code, files.unit_code) AS unit_code, sheets.entity
    FROM ops.submission_file AS files
    JOIN ops.submission USING (submission_id)
    JOIN ops.submission_sheet AS sheets USING (file_id)
    WHERE files.period = %(period)s AND files.status <> 'rejected' AND NOT files.is_awaiting
      AND coalesce(submission.unit_code, files.unit_code) IS NOT NULL
    UNION
    SELECT submission.unit_code, NULL
    FROM ops.submission LEFT JOIN ops.submission_file AS files USING (submission_id)
    WHERE submission.period = %(period)s AND submission.unit_code IS NOT NULL
      AND (NOT submission.is_staged OR files.file_id IS NOT NULL AND files.status IS NULL)
) AS came
GROUP BY unit_code
