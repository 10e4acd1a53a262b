-- grain: one row per agreement told up to the day: whether it holds, held when the year began, has ended, was replaced
-- parameters: as_of, ended_agreement_statuses
CREATE TEMPORARY TABLE agreement_state ON COMMIT DROP AS
WITH told AS (
    -- Ended without a day: when it was first found so; left out of a full report without a word: with that month.
    SELECT DISTINCT ON (row_key) *, valid_to_ AS good_until, date_trunc('year', %(as_of)s::date)::date AS year_start,
           coalesce(exit_date,
                    CASE WHEN agreement_status = ANY(%(ended_agreement_statuses)s)
                         THEN min(reviewed_on) FILTER (WHERE agreement_status = ANY(%(ended_agreement_statuses)s))
                              OVER (PARTITION BY row_key) END,
                    valid_to) AS ended_on
    FROM pg_temp.versions_cooperation_agreement
    ORDER BY row_key, valid_from DESC
),
held AS (
    SELECT *,
           signed_on < year_start AND coalesce(good_until >= year_start, TRUE)
               AND coalesce(ended_on >= year_start, TRUE) AS held_at_year_start,
           signed_on <= %(as_of)s AND coalesce(good_until >= %(as_of)s, TRUE)
               AND coalesce(ended_on > %(as_of)s, TRUE) AS holds,
           coalesce(ended_on BETWEEN year_start AND %(as_of)s, FALSE) AS ended_this_year
    FROM told
)
SELECT held.*,
       -- Only a new one makes good for one that ended: 减少的及时新增补充.
       EXISTS (SELECT FROM held AS other WHERE other.agreement_no = held.replacement_no
               AND other.holds AND NOT other.held_at_year_start) AS is_replaced
FROM held
