-- grain: one row per person and day on which he began a job, told of the month or later: success is seen afterwards
-- parameters: as_of, known_before (a moment)
CREATE TEMPORARY TABLE service_job_start ON COMMIT DROP AS
SELECT id_no, start_date::date AS started_on
FROM core.worker_employment
WHERE employment_status = '1' AND start_date IS NOT NULL  -- 已就业
  AND coalesce(valid_to > date_trunc('month', %(as_of)s::date), TRUE)
  AND recorded_from < %(known_before)s AND coalesce(recorded_to >= %(known_before)s, TRUE)
UNION
SELECT id_no, on_date::date
FROM core.service_record
WHERE outcome = '3' AND on_date IS NOT NULL  -- 已上岗
  AND coalesce(valid_to > date_trunc('month', %(as_of)s::date), TRUE)
  AND recorded_from < %(known_before)s AND coalesce(recorded_to >= %(known_before)s, TRUE)
