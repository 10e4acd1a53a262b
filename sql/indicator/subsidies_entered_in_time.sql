-- grain: one row per training or living subsidy approved this year; in the numerator when a sheet told of it in time
-- parameters: as_of, known_before, timely_subsidy_kinds, subsidy_entry_days
WITH entered AS (
    SELECT coalesce(linked.row_key, staged.row_key) AS row_key,
           min((submission.received_at AT TIME ZONE 'Asia/Shanghai')::date) AS entered_on
    FROM stage.subsidy AS staged
    LEFT JOIN stage.linked_row AS linked ON linked.stage_row_id = staged.stage_row_id
    JOIN ops.fate ON fate.sheet_id = staged.sheet_id AND staged.stage_row_id BETWEEN fate.first_row_id AND fate.last_row_id
    JOIN ops.submission_sheet AS sheets ON sheets.sheet_id = staged.sheet_id
    JOIN ops.submission_file AS files ON files.file_id = sheets.file_id
    JOIN ops.submission ON submission.submission_id = files.submission_id
    WHERE staged.subsidy_kind = ANY(%(timely_subsidy_kinds)s) AND submission.received_at < %(known_before)s
      AND (fate.fate IN ('loaded', 'duplicate') OR fate.was_loaded)
    GROUP BY 1
)
SELECT told.sender AS unit_code, told.id_no || ' ' || told.subsidy_kind || ' ' || told.period_from AS member,
       entered.entered_on <= told.reviewed_on + %(subsidy_entry_days)s AS in_numerator, TRUE AS in_denominator,
       'subsidy' AS entity, told.stage_row_id, entered.entered_on - told.reviewed_on AS amount
FROM pg_temp.subsidy_told AS told
JOIN entered ON entered.row_key = told.row_key
WHERE told.subsidy_kind = ANY(%(timely_subsidy_kinds)s) AND told.review_result = '1' -- 1 通过
  AND told.reviewed_on BETWEEN date_trunc('year', %(as_of)s::date) AND %(as_of)s
