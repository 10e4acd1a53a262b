-- grain: one row per person who must have the APP and has not
-- parameters: none
SELECT unit_code, 'field_staff' AS entity, stage_row_id, role, person_name, id_no, mobile
FROM pg_temp.service_staff
WHERE NOT app_installed
ORDER BY unit_code, role, id_no
