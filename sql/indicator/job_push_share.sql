-- grain: one row per person out of work when the month before ended, and per push when items are what counts (Q8)
-- parameters: push_rate_by ('persons' or 'items')
SELECT unit_code, id_no AS member,
       %(push_rate_by)s = 'persons'
       AND EXISTS (SELECT FROM pg_temp.service_push AS push WHERE push.id_no = jobless.id_no) AS in_numerator,
       TRUE AS in_denominator, 'worker_employment' AS entity, stage_row_id
FROM pg_temp.service_jobless_before AS jobless
UNION ALL
SELECT unit_code, row_key, TRUE, FALSE, 'service_record', stage_row_id
FROM pg_temp.service_push
WHERE %(push_rate_by)s = 'items'
