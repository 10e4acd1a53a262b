-- grain: one row per registered labourer of the day, with what his unit says of him that day
-- parameters: as_of, labour_age_min, labour_age_max_male, labour_age_max_female, counted_statuses (poverty), employment_forms
CREATE TEMPORARY TABLE person ON COMMIT DROP AS
WITH known AS (
    SELECT register.id_no, register.unit_code, register.household_no, register.village_name, register.person_name,
           register.poverty_status, worker.row_key, worker.stage_row_id, worker.row_key IS NOT NULL AS is_reported,
           -- The number says it (GB 11643: the 17th digit is odd for men), whatever an empty or wrong cell does.
           CASE WHEN substr(register.id_no, 17, 1)::integer %% 2 = 1 THEN '1' ELSE '2' END AS sex,
           extract(year FROM age(%(as_of)s::date, to_date(substr(register.id_no, 7, 8), 'YYYYMMDD')))::integer AS age,
           worker.labour_capability, worker.employment_intent, worker.training_intent, worker.employment_status,
           worker.employment_form, worker.employer_name, worker.employer_uscc, worker.work_region, worker.start_date,
           worker.monthly_wage, worker.has_contract, worker.insured, worker.relocated
    FROM pg_temp.now_register_person AS register
    LEFT JOIN pg_temp.now_worker_employment AS worker ON worker.id_no = register.id_no
    -- Whoever is registered without a status that could be read counts.
    WHERE coalesce(register.poverty_status = ANY(%(counted_statuses)s), TRUE)
)
SELECT *, age BETWEEN %(labour_age_min)s AND
              CASE sex WHEN '2' THEN %(labour_age_max_female)s ELSE %(labour_age_max_male)s END AS is_of_age,
       coalesce(labour_capability IN ('1', '2', '3'), false) AS is_capable,
       coalesce(employment_intent, false) AS is_willing,
       coalesce(employment_status = '1', false) AND coalesce(employment_form = ANY(%(employment_forms)s), TRUE) AS is_employed
FROM known
