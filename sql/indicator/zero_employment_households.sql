-- grain: one row per registered household; counted when a member seeks work and none has any
-- parameters: none
SELECT unit_code, household_no AS member, has_zero_employment AS in_numerator, TRUE AS in_denominator,
       'worker_employment' AS entity, stage_row_id
FROM pg_temp.household
