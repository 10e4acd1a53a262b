-- grain: one row per agreement that held when the year began (denominator) or holds on the day (numerator)
-- parameters: none
SELECT sender AS unit_code, agreement_no AS member, holds AS in_numerator, held_at_year_start AS in_denominator,
       'cooperation_agreement' AS entity, stage_row_id
FROM pg_temp.agreement_state
WHERE holds OR held_at_year_start
