-- grain: one row per row of the month's employment sheets; whose person is disputed is not wrong, but not yet right either
-- parameters: none
SELECT unit_code, stage_row_id::text AS member, fate IN ('loaded', 'duplicate') AS in_numerator, TRUE AS in_denominator,
       'worker_employment' AS entity, stage_row_id
FROM pg_temp.told_employment
