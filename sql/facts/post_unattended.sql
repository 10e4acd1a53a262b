-- grain: one row per post that is paid without attendance in the month of the day: refused for it, or in force all the same
-- parameters: as_of, known_before
CREATE TEMPORARY TABLE post_unattended ON COMMIT DROP AS
WITH refused AS (
    SELECT DISTINCT ON (finding.finding_id) finding.unit_code, staged.id_no, staged.person_name, staged.post_no,
           staged.village_name, staged.stage_row_id
    FROM ops.finding
    JOIN ops.submission_file AS files ON files.file = finding.file AND files.period = finding.period
    JOIN ops.submission_sheet AS sheets ON sheets.file_id = files.file_id AND sheets.sheet = finding.sheet
    JOIN stage.public_welfare_post AS staged ON staged.sheet_id = sheets.sheet_id AND staged.sheet_row = finding.row
    WHERE finding.slug = 'paid_without_attendance' AND finding.period = to_char(%(as_of)s::date, 'YYYY-MM')
      AND finding.opened_at < %(known_before)s AND (finding.closed_at IS NULL OR finding.closed_at >= %(known_before)s)
    ORDER BY finding.finding_id, files.file_id DESC
),
in_force AS (
    SELECT sender AS unit_code, id_no, person_name, post_no, village_name, stage_row_id
    FROM pg_temp.now_public_welfare_post
    WHERE on_post = '1' AND attendance_days = 0 AND monthly_pay > 0 -- 在岗
)
SELECT * FROM refused UNION SELECT * FROM in_force
