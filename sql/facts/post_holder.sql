-- grain: one row per post that somebody holds on the day, with what is known of the holder
-- parameters: as_of, posts_per_household, retirement_age, near_retirement_years, post_* of the pack
-- Conditions E1 to E8 (domain.md 3.1) are true, false, or null where the evidence is missing.
CREATE TEMPORARY TABLE post_holder ON COMMIT DROP AS
WITH held AS (
    SELECT post.row_key, post.stage_row_id, post.sender AS unit_code, post.id_no, post.person_name, post.post_no,
           post.post_type, post.employer_unit, post.placement_reason, post.on_date, post.contract_end, post.monthly_pay,
           post.fund_source, post.attendance_days, register.row_key IS NOT NULL AS is_registered, register.poverty_status,
           coalesce(register.household_no, post.household_no) AS household_no,
           coalesce(register.village_name, post.village_name) AS village_name,
           CASE WHEN substr(post.id_no, 17, 1)::integer %% 2 = 1 THEN '1' ELSE '2' END AS sex,
           to_date(substr(post.id_no, 7, 8), 'YYYYMMDD') AS born_on,
           worker.employment_intent, worker.labour_capability, worker.employment_form, worker.disability_cert
    FROM pg_temp.now_public_welfare_post AS post
    LEFT JOIN pg_temp.now_register_person AS register ON register.id_no = post.id_no
    LEFT JOIN pg_temp.now_worker_employment AS worker ON worker.id_no = post.id_no
    WHERE post.on_post = '1' -- 在岗
),
households AS (SELECT household_no, count(DISTINCT id_no)::integer AS household_posts FROM held GROUP BY household_no),
placements AS (
    SELECT id_no, count(DISTINCT on_date)::integer AS times FROM pg_temp.versions_public_welfare_post GROUP BY id_no
),
-- Whom the market did not take: told as not employed, or served, before he took up the post.
hard_to_place AS (
    SELECT DISTINCT held.row_key
    FROM held JOIN pg_temp.versions_worker_employment AS told ON told.id_no = held.id_no
    WHERE told.employment_status = '2' AND told.valid_from <= held.on_date -- 2 未就业
    UNION
    SELECT held.row_key
    FROM held JOIN pg_temp.ever_service_record AS served ON served.id_no = held.id_no
    WHERE served.service_date <= held.on_date
),
known AS (
    SELECT held.*, households.household_posts, placements.times, hard_to_place.row_key IS NOT NULL AS is_hard_to_place,
           extract(year FROM age(%(as_of)s::date, born_on))::integer AS age,
           (born_on + make_interval(years => (%(retirement_age)s::jsonb ->> sex)::integer))::date AS retires_on,
           %(post_evidence)s::jsonb -> placement_reason ->> 'kind' AS evidence
    FROM held
    JOIN placements ON placements.id_no = held.id_no
    LEFT JOIN households ON households.household_no = held.household_no
    LEFT JOIN hard_to_place ON hard_to_place.row_key = held.row_key
),
bounded AS (
    SELECT *,
           CASE WHEN on_date >= retires_on - make_interval(years => %(near_retirement_years)s)
                THEN greatest(retires_on, (on_date + make_interval(years => %(post_max_years)s))::date)
                ELSE (on_date + make_interval(years => %(post_max_years)s))::date END AS may_last_to,
           is_registered AND poverty_status = ANY(%(post_statuses)s) AS e1,
           employment_intent AS e2,
           labour_capability <> ALL(%(post_incapable)s) AS e3,
           placement_reason IS NOT NULL AS e4,
           CASE evidence WHEN 'age' THEN age >= (%(post_aged_from)s::jsonb ->> sex)::integer
                         WHEN 'household' THEN household_no IS NOT NULL
                         WHEN 'certificate' THEN disability_cert IS NOT NULL
                         WHEN 'market' THEN labour_capability = ANY(%(post_weak)s) OR is_hard_to_place END AS e5,
           household_posts <= %(posts_per_household)s AS e6,
           age BETWEEN %(post_age_min)s AND %(post_age_max)s AS e7,
           CASE WHEN employment_form = ANY(%(post_business_forms)s) THEN FALSE END AS e8
    FROM known
)
SELECT *, coalesce(e1 AND e2 AND e3 AND e4 AND e5 AND e6 AND e7, FALSE) AND e8 IS NOT FALSE AS is_eligible,
       array_remove(ARRAY[
           CASE WHEN %(as_of)s > may_last_to THEN 'over_years' END,
           CASE WHEN contract_end > may_last_to THEN 'contract_too_long' END,
           CASE WHEN contract_end < %(as_of)s THEN 'contract_expired' END,
           CASE WHEN age > %(post_age_max)s THEN 'too_old' WHEN age > %(post_age_warn)s THEN 'rather_old'
                WHEN age < %(post_age_min)s THEN 'too_young' END,
           CASE WHEN times > %(post_max_times)s THEN 'too_many_times' END
       ], NULL) AS faults
FROM bounded
