-- grain: one row per class that a person completed since the year began
-- parameters: as_of
CREATE TEMPORARY TABLE service_training_done ON COMMIT DROP AS
SELECT id_no, unit_code, class_no, ended_on, two_later_student, stage_row_id
FROM pg_temp.ever_training
WHERE completed AND ended_on BETWEEN date_trunc('year', %(as_of)s::date)::date AND %(as_of)s
