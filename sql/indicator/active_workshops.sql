-- grain: one row per workshop of the day that has not left
-- parameters: workshop_types
SELECT carrier.unit_code, carrier.uscc AS member, carrier.is_active AS in_numerator, TRUE AS in_denominator,
       'carrier' AS entity, carrier.stage_row_id
FROM pg_temp.now_carrier AS told JOIN pg_temp.carrier_state AS carrier ON carrier.row_key = told.row_key
WHERE carrier.carrier_type = ANY(%(workshop_types)s) AND NOT carrier.has_exited
