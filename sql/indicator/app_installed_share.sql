-- grain: one row per unit and person who must have the APP
-- parameters: none
SELECT unit_code, id_no AS member, app_installed AS in_numerator, TRUE AS in_denominator, 'field_staff' AS entity,
       stage_row_id
FROM pg_temp.service_staff
