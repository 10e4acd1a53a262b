-- grain: one row per unit: whether its employment sheet of the month was here when it was due (county time), and not refused
-- parameters: as_of, known_before, units (all of them), month_due_on
SELECT unit_code, unit_code AS member, coalesce(bool_or(told.is_in_time), FALSE) AS in_numerator, TRUE AS in_denominator,
       'worker_employment' AS entity, NULL::bigint AS stage_row_id
FROM unnest(%(units)s::text[]) AS unit_code
LEFT JOIN (
    SELECT files.unit_code,
           (submission.received_at AT TIME ZONE 'Asia/Shanghai')::date <= %(month_due_on)s AS is_in_time
    FROM ops.submission_file AS files
    JOIN ops.submission USING (submission_id)
    JOIN ops.submission_sheet AS sheets USING (file_id)
    WHERE sheets.entity = 'worker_employment' AND files.period = to_char(%(as_of)s::date, 'YYYY-MM')
      AND files.status <> 'rejected' AND NOT files.is_awaiting AND submission.received_at < %(known_before)s
) AS told USING (unit_code)
GROUP BY unit_code
