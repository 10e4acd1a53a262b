-- grain: one row per recruiting company of the day that is not removed, its faults and the days they were first seen
-- parameters: as_of, telephone, verified_max_days
CREATE TEMPORARY TABLE recruiter_state ON COMMIT DROP AS
WITH told AS (
    -- verify_result 1 = 属实, 2 = 不实
    SELECT row_key, valid_from, coalesce(verify_result = '2', FALSE) AS is_untrue,
           area IS NOT NULL AND contact_name IS NOT NULL
               AND coalesce(contact_phone ~ %(telephone)s, FALSE) AS is_complete,
           verified_on IS NOT NULL AND coalesce(verify_result = '1', FALSE) AS is_verified
    FROM pg_temp.versions_recruiter
),
sound AS (
    SELECT *, max(valid_from) FILTER (WHERE is_complete) OVER same AS complete_from,
           max(valid_from) FILTER (WHERE is_verified) OVER same AS verified_from,
           max(valid_from) FILTER (WHERE NOT is_untrue) OVER same AS not_untrue_from
    FROM told
    WINDOW same AS (PARTITION BY row_key)
),
-- A fault began with the first version that has it after the last one that has it not.
begun AS (
    SELECT row_key, min(valid_from) AS told_from,
           min(valid_from) FILTER (WHERE coalesce(valid_from > complete_from, TRUE)) AS incomplete_from,
           min(valid_from) FILTER (WHERE coalesce(valid_from > verified_from, TRUE)) AS unverified_from,
           min(valid_from) FILTER (WHERE coalesce(valid_from > not_untrue_from, TRUE)) AS untrue_from
    FROM sound
    GROUP BY row_key
)
SELECT company.uscc, company.company_name, company.area, company.contact_name, company.contact_phone,
       company.verified_on, company.verify_result, company.sender AS unit_code, newest.stage_row_id,
       incomplete_from IS NULL AS is_complete,
       unverified_from IS NULL
           AND company.verified_on BETWEEN %(as_of)s::date - %(verified_max_days)s AND %(as_of)s AS is_verified,
       untrue_from IS NOT NULL AS is_untrue,
       -- A month's report is about its last day.
       least((untrue_from + interval '1 month - 1 day')::date, %(as_of)s::date) AS untrue_on,
       least((incomplete_from + interval '1 month - 1 day')::date, %(as_of)s::date,
             (unverified_from + interval '1 month - 1 day')::date,
             -- A verification that was old already when the company was first told is seen then.
             greatest(company.verified_on + %(verified_max_days)s + 1,
                      (told_from + interval '1 month - 1 day')::date)) AS doubtful_on
FROM pg_temp.now_recruiter AS company
JOIN begun ON begun.row_key = company.row_key
LEFT JOIN pg_temp.newest_row AS newest ON newest.row_key = company.row_key
-- disposal 3 = 清退
WHERE company.disposal IS DISTINCT FROM '3'
