-- grain: one row per spell of employment of a person, the joined ones still apart; ended_on (its last day) is null while it goes on
-- parameters: as_of, stable_gap_days (days without work between two spells that are still one)
-- A spell begins on the start date that the unit tells. It ends on the change date of the first version that is not
-- employed; where none is told, and where the start date only became another one, with the last day of its version.
CREATE TEMPORARY TABLE spell ON COMMIT DROP AS
WITH told AS (
    SELECT row_key, stage_row_id, valid_from, valid_to, start_date, employment_status = '1' AS is_employed, -- 1 已就业
           lead(employment_status) OVER following <> '1' AS is_left, lead(change_date) OVER following AS changed_on,
           lag(employment_status) OVER following <> '1' AS was_away
    FROM pg_temp.versions_worker_employment
    WINDOW following AS (PARTITION BY row_key ORDER BY valid_from)
),
worked AS (
    SELECT row_key, stage_row_id, coalesce(start_date, valid_from) AS began_on, valid_from, was_away,
           CASE WHEN is_left AND changed_on <= %(as_of)s THEN changed_on
                WHEN valid_to <= %(as_of)s THEN valid_to - 1 END AS ended_on,
           count(*) FILTER (WHERE was_away) OVER (PARTITION BY row_key ORDER BY valid_from) AS return_number
    FROM told
    WHERE is_employed
),
-- Who came back with a start date of before he left has not worked in between: he began again when he was told to be back.
left_before AS (
    SELECT *, CASE WHEN was_away THEN lag(ended_on) OVER (PARTITION BY row_key ORDER BY valid_from) END AS ended_before
    FROM worked
),
begun AS (
    SELECT row_key, stage_row_id, ended_on,
           CASE WHEN began_on <= first_value(ended_before) OVER stay THEN first_value(valid_from) OVER stay
                ELSE began_on END AS began_on
    FROM left_before
    WINDOW stay AS (PARTITION BY row_key, return_number ORDER BY valid_from)
),
apart AS (
    SELECT *, began_on - max(coalesce(ended_on, %(as_of)s)) OVER earlier - 1 > %(stable_gap_days)s AS is_new
    FROM begun
    WINDOW earlier AS (PARTITION BY row_key ORDER BY began_on, ended_on ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
),
numbered AS (
    SELECT *, count(*) FILTER (WHERE is_new) OVER (PARTITION BY row_key ORDER BY began_on, ended_on) AS stretch FROM apart
)
SELECT row_key, stage_row_id, began_on, ended_on, min(began_on) OVER (PARTITION BY row_key, stretch) AS joined_from
FROM numbered
