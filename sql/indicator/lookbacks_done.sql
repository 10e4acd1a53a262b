-- grain: one row per carrier that has to be looked back at this year
-- parameters: none
SELECT unit_code, uscc AS member, is_this_year AND lookback <> '' AS in_numerator, TRUE AS in_denominator,
       'carrier' AS entity, stage_row_id
FROM pg_temp.carrier_state
WHERE is_old AND (is_this_year OR NOT has_exited)
