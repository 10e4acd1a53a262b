-- grain: one row per person who is or was registered, by the status that was last told of him
-- parameters: counted_statuses (codes of poverty_status)
CREATE TEMPORARY TABLE service_registered ON COMMIT DROP AS
SELECT id_no
FROM pg_temp.ever_register_person
WHERE coalesce(poverty_status = ANY(%(counted_statuses)s), TRUE)
