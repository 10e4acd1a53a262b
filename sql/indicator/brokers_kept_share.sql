-- grain: one row per unit and labour broker who served it when the year began (denominator) or on the day (numerator)
-- parameters: none
SELECT unit_code, id_no AS member, serves_now AS in_numerator, served_at_start AS in_denominator,
       'field_staff' AS entity, stage_row_id
FROM pg_temp.service_broker
