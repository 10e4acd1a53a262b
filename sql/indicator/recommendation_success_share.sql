-- grain: one row per unit and person to whom it recommended a post in the month
-- parameters: none
SELECT unit_code, id_no AS member, has_started AS in_numerator, TRUE AS in_denominator,
       'service_record' AS entity, stage_row_id
FROM pg_temp.service_recommended
