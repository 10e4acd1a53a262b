-- grain: one row per active carrier of a kind that has a standard; a number that is not told proves nothing
-- parameters: none
SELECT unit_code, uscc AS member, is_up_to_standard AS in_numerator, TRUE AS in_denominator,
       'carrier' AS entity, stage_row_id
FROM pg_temp.carrier_state
WHERE is_active AND is_up_to_standard IS NOT NULL
