-- grain: one row per post that was pushed in the month to somebody who was out of work when the month before ended
-- parameters: as_of, push_types (codes of service_type)
CREATE TEMPORARY TABLE service_push ON COMMIT DROP AS
SELECT jobless.unit_code, jobless.id_no, service.row_key, service.stage_row_id
FROM pg_temp.service_jobless_before AS jobless
JOIN pg_temp.ever_service_record AS service ON service.id_no = jobless.id_no
WHERE service.service_type = ANY(%(push_types)s)
  AND service.service_date BETWEEN date_trunc('month', %(as_of)s::date)::date AND %(as_of)s
