-- grain: one row per active carrier and part of what is told of it, with the day on which it was told last
-- parameters: as_of, carrier_parts, carrier_fresh_days
CREATE TEMPORARY TABLE carrier_part ON COMMIT DROP AS
WITH told AS (
    SELECT 'carrier' AS part, uscc, sender, valid_from, valid_to FROM pg_temp.latest_carrier
    UNION ALL SELECT 'carrier_worker', uscc, sender, valid_from, valid_to FROM pg_temp.latest_carrier_worker
    UNION ALL SELECT 'job_post', uscc, sender, valid_from, valid_to FROM pg_temp.latest_job_post
),
-- A report of a month is about its last day. What did not change is told anew by each full report that still has it.
dated AS (
    SELECT part, uscc,
           CASE WHEN valid_to <= %(as_of)s THEN valid_to - 1
                ELSE greatest(reported_on, least((valid_from + interval '1 month - 1 day')::date, %(as_of)s::date))
           END AS told_on
    FROM told
    LEFT JOIN pg_temp.last_report ON last_report.unit_code = told.sender AND last_report.entity = told.part
),
last_told AS (SELECT part, uscc, max(told_on) AS told_on FROM dated GROUP BY part, uscc)
SELECT carrier.unit_code, carrier.uscc, carrier.carrier_name, carrier.stage_row_id, wanted.label, last_told.told_on,
       -- What was never told is as old as the carrier's entry into the platform.
       coalesce(told_on, on_platform_on, recognised_on) + %(carrier_fresh_days)s AS fresh_until
FROM pg_temp.carrier_state AS carrier
CROSS JOIN jsonb_to_recordset(%(carrier_parts)s) AS wanted (part text, label text)
LEFT JOIN last_told ON last_told.part = wanted.part AND last_told.uscc = carrier.uscc
WHERE carrier.is_active
