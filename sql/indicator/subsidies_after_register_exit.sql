-- grain: one row per subsidy of a time from the month after its person left the register
-- parameters: none
SELECT unit_code, id_no || ' ' || subsidy_kind || ' ' || period_from AS member, TRUE AS in_numerator, TRUE AS in_denominator,
       'subsidy' AS entity, stage_row_id
FROM pg_temp.subsidy_after_exit
WHERE is_violation
