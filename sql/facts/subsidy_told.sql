-- grain: one row per subsidy that a township told of up to the day; approved and paid only what was so on the day
-- parameters: as_of
-- Approved is what the review let pass, and what was paid (Q11: 全覆盖 counts approvals).
CREATE TEMPORARY TABLE subsidy_told ON COMMIT DROP AS
WITH reviewed AS (
    SELECT *, CASE WHEN review_result = '1' THEN coalesce(reviewed_on, applied_on) END AS passed_on -- 1 通过
    FROM pg_temp.ever_subsidy
)
SELECT row_key, stage_row_id, sender, unit_code, village_name, id_no, person_name, subsidy_kind, period_from, period_to,
       amount, applied_on, reviewed_on, review_result,
       CASE WHEN least(passed_on, paid_on) <= %(as_of)s THEN least(passed_on, paid_on) END AS approved_on,
       CASE WHEN paid_on <= %(as_of)s THEN paid_on END AS paid_on,
       date_trunc('year', period_from) = date_trunc('year', %(as_of)s::date) AS is_of_this_year
FROM reviewed
