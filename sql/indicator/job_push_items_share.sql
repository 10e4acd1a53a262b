-- grain: one row per person out of work when the month before ended (denominator) and per push to them (numerator)
-- parameters: none
SELECT unit_code, id_no AS member, FALSE AS in_numerator, TRUE AS in_denominator, 'worker_employment' AS entity,
       stage_row_id
FROM pg_temp.service_jobless_before
UNION ALL
SELECT unit_code, row_key, TRUE, FALSE, 'service_record', stage_row_id
FROM pg_temp.service_push
