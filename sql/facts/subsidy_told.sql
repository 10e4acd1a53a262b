-- grain: one row per subsidy that was asked for up to the day; reviewed, approved and paid only as it was on the day
-- parameters: as_of
-- Approved is what the review let pass, and what was paid (Q11: 全覆盖 counts approvals).
CREATE TEMPORARY TABLE subsidy_told ON COMMIT DROP AS
WITH on_the_day AS (
    SELECT row_key, stage_row_id, sender, unit_code, village_name, id_no, person_name, subsidy_kind, period_from, period_to,
           amount, CASE WHEN applied_on <= %(as_of)s THEN applied_on END AS applied_on,
           CASE WHEN coalesce(reviewed_on, applied_on) <= %(as_of)s THEN review_result END AS review_result,
           CASE WHEN reviewed_on <= %(as_of)s THEN reviewed_on END AS reviewed_on,
           CASE WHEN paid_on <= %(as_of)s THEN paid_on END AS paid_on
    FROM pg_temp.ever_subsidy
    WHERE coalesce(least(applied_on, reviewed_on, paid_on), period_from) <= %(as_of)s
)
SELECT *, least(CASE WHEN review_result = '1' THEN coalesce(reviewed_on, applied_on) END, paid_on) AS approved_on, -- 1 通过
       date_trunc('year', period_from) = date_trunc('year', %(as_of)s::date) AS is_of_this_year
FROM on_the_day
