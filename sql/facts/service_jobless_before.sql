-- grain: one row per registered labourer who was willing to work and out of work when the month before ended
-- parameters: as_of, labour_age_min, labour_age_max_male, labour_age_max_female, counted_statuses (poverty)
CREATE TEMPORARY TABLE service_jobless_before ON COMMIT DROP AS
WITH known AS (
    SELECT register.unit_code, register.id_no, register.person_name, register.household_no, register.village_name,
           worker.stage_row_id, coalesce(register.sex, worker.sex) AS sex,
           extract(year FROM age(day, to_date(substr(register.id_no, 7, 8), 'YYYYMMDD'))) AS age
    FROM (SELECT date_trunc('month', %(as_of)s::date)::date - 1 AS day) AS before
    JOIN pg_temp.versions_register_person AS register
      ON register.valid_from <= day AND coalesce(register.valid_to > day, TRUE)
    JOIN pg_temp.versions_worker_employment AS worker
      ON worker.id_no = register.id_no AND worker.valid_from <= day AND coalesce(worker.valid_to > day, TRUE)
    WHERE worker.employment_intent AND worker.employment_status = '2'  -- 未就业
      AND coalesce(register.poverty_status = ANY(%(counted_statuses)s), TRUE)
)
SELECT unit_code, id_no, person_name, household_no, village_name, stage_row_id
FROM known
WHERE age BETWEEN %(labour_age_min)s AND
          CASE sex WHEN '2' THEN %(labour_age_max_female)s ELSE %(labour_age_max_male)s END
