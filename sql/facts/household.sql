-- grain: one row per registered household of the day, as its members of working age are told to be
-- parameters: none
CREATE TEMPORARY TABLE household ON COMMIT DROP AS
WITH members AS (
    SELECT *, is_capable AND is_willing AND employment_status = '2' AS is_seeking  -- 未就业
    FROM pg_temp.person
    WHERE household_no IS NOT NULL AND is_of_age
),
counted AS (
    SELECT household_no, mode() WITHIN GROUP (ORDER BY unit_code) AS unit_code,
           mode() WITHIN GROUP (ORDER BY village_name) AS village_name, count(*) AS labourers,
           count(*) FILTER (WHERE is_seeking) AS willing_unemployed, count(*) FILTER (WHERE is_employed) AS employed,
           bool_or(coalesce(relocated, FALSE)) AS relocated, min(stage_row_id) FILTER (WHERE is_seeking) AS stage_row_id
    FROM members
    GROUP BY household_no
)
SELECT *, willing_unemployed > 0 AND employed = 0 AS has_zero_employment
FROM counted
