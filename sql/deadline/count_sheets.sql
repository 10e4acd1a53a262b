-- grain: no rows; one row of ops.sheet_month for every expected sheet of every unit, and for every other that came
-- parameters: period, units (all of them), expected (entities), due_on
-- Rows count as in sql/indicator/employment_correct_row_share.sql; a file that waits for its confirmation counts for nothing.
INSERT INTO ops.sheet_month (period, unit_code, entity, is_expected, due_on, received_at, is_on_time, passed_first, rows,
                             rows_right, rows_refused)
WITH read AS (
    SELECT coalesce(submission.unit_code, files.unit_code) AS unit_code, sheets.entity, submission.received_at,
           files.submission_id, files.position, files.file, sheets.sheet, sheets.sheet_id,
           files.status <> 'rejected' AND NOT files.is_awaiting AS counts, files.is_awaiting
    FROM ops.submission_file AS files
    JOIN ops.submission USING (submission_id)
    JOIN ops.submission_sheet AS sheets USING (file_id)
    WHERE files.period = %(period)s AND files.status IS NOT NULL
      AND coalesce(submission.unit_code, files.unit_code) = ANY(%(units)s)
),
fates AS (
    SELECT sheet_id, sum(size) AS rows, sum(size) FILTER (WHERE fate IN ('loaded', 'duplicate')) AS rows_right,
           sum(size) FILTER (WHERE fate = 'rejected') AS rows_refused
    FROM ops.fate CROSS JOIN LATERAL (SELECT last_row_id - first_row_id + 1 AS size) AS stretch
    WHERE period = %(period)s AND fate <> 'superseded'
    GROUP BY sheet_id
),
sums AS (
    SELECT unit_code, entity, min(received_at) FILTER (WHERE counts) AS received_at, sum(fates.rows) AS rows,
           sum(fates.rows_right) AS rows_right, sum(fates.rows_refused) AS rows_refused
    FROM read LEFT JOIN fates ON fates.sheet_id = read.sheet_id AND NOT read.is_awaiting
    GROUP BY unit_code, entity
),
-- The first file with the sheet, and what its first judging said of it.
first AS (
    SELECT DISTINCT ON (unit_code, entity) unit_code, entity, file, sheet, judged.moment
    FROM read
    CROSS JOIN LATERAL (
        SELECT min(judged_at) AS moment FROM ops.judgement WHERE period = %(period)s AND judged_at >= read.received_at
    ) AS judged
    ORDER BY unit_code, entity, submission_id, position, sheet_id
),
refused AS (
    SELECT file, sheet, min(opened_at) AS since
    FROM ops.finding
    WHERE period = %(period)s AND severity IN ('reject_file', 'reject_row')
    GROUP BY file, sheet
),
passed AS (
    SELECT unit_code, entity, bool_and(refused.file IS NULL) AS passed_first
    FROM first
    LEFT JOIN refused ON refused.file = first.file AND (refused.sheet IS NULL OR refused.sheet = first.sheet)
                     AND refused.since <= first.moment
    GROUP BY unit_code, entity
),
wanted AS (
    SELECT unit_code, entity FROM unnest(%(units)s::text[]) AS unit_code CROSS JOIN unnest(%(expected)s::text[]) AS entity
    UNION
    SELECT unit_code, entity FROM read
)
SELECT %(period)s, unit_code, entity, entity = ANY(%(expected)s), %(due_on)s, received_at,
       coalesce((received_at AT TIME ZONE 'Asia/Shanghai')::date <= %(due_on)s, FALSE), passed_first,
       coalesce(rows, 0), coalesce(rows_right, 0), coalesce(rows_refused, 0)
FROM wanted
LEFT JOIN sums USING (unit_code, entity)
LEFT JOIN passed USING (unit_code, entity)
