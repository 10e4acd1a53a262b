-- grain: one row per unit and person to whom a post was recommended in the month, and whether he soon began a job
-- parameters: as_of, recommendation_types (codes of service_type), success_window_days
CREATE TEMPORARY TABLE service_recommended ON COMMIT DROP AS
WITH recommended AS (
    SELECT service.unit_code, service.id_no, service.service_date, service.stage_row_id,
           job.id_no IS NOT NULL AS has_started
    FROM pg_temp.ever_service_record AS service
    LEFT JOIN pg_temp.service_job_start AS job
           ON job.id_no = service.id_no
          AND job.started_on BETWEEN service.service_date
                             AND service.service_date + %(success_window_days)s::integer
    WHERE service.service_type = ANY(%(recommendation_types)s)
      AND service.service_date BETWEEN date_trunc('month', %(as_of)s::date)::date AND %(as_of)s
      AND EXISTS (SELECT FROM pg_temp.service_registered AS known WHERE known.id_no = service.id_no)
)
SELECT DISTINCT ON (unit_code, id_no) *
FROM recommended
-- Who had work before and after is nobody's success and nobody's failure (domain.md 2.4, sheet 9).
WHERE has_started
   OR EXISTS (SELECT FROM pg_temp.service_jobless_before AS jobless WHERE jobless.id_no = recommended.id_no)
   OR EXISTS (SELECT FROM pg_temp.person
              WHERE person.id_no = recommended.id_no AND is_of_age AND is_willing AND employment_status = '2')  -- 未就业
ORDER BY unit_code, id_no, has_started DESC, service_date
