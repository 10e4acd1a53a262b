-- grain: one row per person who serves on the day in one of the roles that must have the APP
-- parameters: as_of, staff_roles (codes of role)
CREATE TEMPORARY TABLE service_staff ON COMMIT DROP AS
SELECT unit_code, id_no, person_name, role, mobile, coalesce(app_installed, FALSE) AS app_installed, stage_row_id
FROM pg_temp.now_field_staff
WHERE role = ANY(%(staff_roles)s)
  AND coalesce(served_from <= %(as_of)s, TRUE) AND coalesce(served_to >= %(as_of)s, TRUE)
