-- grain: one row per person whom a unit tells in this month as in the month before: the same, or a change that says its kind
-- parameters: as_of, known_before; who is in the facts still is not told by a unit that was silent in one of the months
WITH bounds AS (SELECT date_trunc('month', %(as_of)s::date)::date AS first_day),
told AS (
    SELECT version.*, first_day, lag(valid_to) OVER (PARTITION BY row_key ORDER BY valid_from) AS valid_to_before,
           lag(sender) OVER (PARTITION BY row_key ORDER BY valid_from) AS sender_before
    FROM pg_temp.versions_worker_employment AS version CROSS JOIN bounds
),
teller AS (
    SELECT files.unit_code
    FROM ops.submission_sheet AS sheets
    JOIN ops.submission_file AS files USING (file_id)
    JOIN ops.submission USING (submission_id)
    CROSS JOIN bounds
    WHERE sheets.entity = 'worker_employment' AND files.status <> 'rejected' AND NOT files.is_awaiting
      AND submission.received_at < %(known_before)s
      AND files.period IN (to_char(first_day, 'YYYY-MM'), to_char(first_day - 1, 'YYYY-MM'))
    GROUP BY files.unit_code
    HAVING count(DISTINCT files.period) = 2
)
SELECT sender AS unit_code, id_no AS member, valid_from < first_day OR coalesce(change_type, '') <> '' AS in_numerator,
       TRUE AS in_denominator, 'worker_employment' AS entity, stage_row_id
FROM told
WHERE sender IN (SELECT unit_code FROM teller) AND (valid_to IS NULL OR valid_to > %(as_of)s)
  AND (valid_from < first_day OR (valid_to_before = first_day AND sender_before = sender))
