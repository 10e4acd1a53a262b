-- grain: one row per agreement that ended this year; settled = replaced by a new one, or the reason is told
-- parameters: none
SELECT sender AS unit_code, agreement_no AS member, is_replaced OR adjustment IS NOT NULL AS in_numerator,
       TRUE AS in_denominator, 'cooperation_agreement' AS entity, stage_row_id
FROM pg_temp.agreement_state
WHERE ended_this_year
