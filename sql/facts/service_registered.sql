-- grain: one row per person who was registered at any time from the year's beginning to the day, by his last status in it
-- parameters: as_of, counted_statuses (codes of poverty_status)
CREATE TEMPORARY TABLE service_registered ON COMMIT DROP AS
SELECT id_no
FROM pg_temp.latest_register_person
WHERE coalesce(poverty_status = ANY(%(counted_statuses)s), TRUE)
  AND coalesce(valid_to > date_trunc('year', %(as_of)s::date), TRUE)
