-- grain: one row per subsidy of somebody who has left the register, of the stop month or paid in it or later
-- parameters: as_of, known_before
-- A row that was refused for it when it came in is here as well: the township said that it was paid.
CREATE TEMPORARY TABLE subsidy_after_exit ON COMMIT DROP AS
WITH told AS (
    SELECT row_key, stage_row_id, sender AS unit_code, id_no, person_name, subsidy_kind, period_from, period_to, amount, paid_on
    FROM pg_temp.subsidy_told
    UNION ALL
    SELECT NULL, staged.stage_row_id, files.unit_code, coalesce(linked.id_no, staged.id_no),
           staged.person_name, staged.subsidy_kind, staged.period_from::date, staged.period_to::date,
           staged.amount::numeric, staged.paid_on::date
    FROM ops.finding
    JOIN ops.submission_file AS files ON files.file = finding.file AND files.period = finding.period
    JOIN ops.submission_sheet AS sheets ON sheets.file_id = files.file_id AND sheets.sheet = finding.sheet
    JOIN stage.subsidy AS staged ON staged.sheet_id = sheets.sheet_id AND staged.sheet_row = finding.row
    LEFT JOIN stage.linked_row AS linked ON linked.stage_row_id = staged.stage_row_id
    WHERE finding.slug = 'subsidy_after_register_exit' AND finding.waiver_id IS NULL
      AND finding.period <= to_char(%(as_of)s::date, 'YYYY-MM') AND finding.opened_at < %(known_before)s
      AND (finding.closed_at IS NULL OR finding.closed_at >= %(known_before)s)
)
SELECT told.*, register_exit.exit_type, register_exit.exit_on, register_exit.stop_from,
       period_from >= stop_from AS is_violation
FROM told JOIN pg_temp.register_exit ON register_exit.id_no = told.id_no
WHERE period_from >= stop_from OR paid_on >= stop_from
