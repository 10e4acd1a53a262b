-- grain: one row per 两后生 of the day: what he wants, and whether he has it
-- parameters: as_of, two_later_age_min, two_later_age_max (whole years on the day)
CREATE TEMPORARY TABLE service_two_later_student ON COMMIT DROP AS
SELECT row_key, unit_code, id_no, person_name, village_name, graduation_level, stage_row_id,
       study_intent, training_intent,
       enrolled_school IS NOT NULL AND coalesce(enrolled_on <= %(as_of)s, TRUE) AS is_enrolled,
       EXISTS (SELECT FROM pg_temp.service_training_done AS done WHERE done.id_no = student.id_no) AS is_trained
FROM pg_temp.now_two_later_student AS student
WHERE extract(year FROM age(%(as_of)s::date, to_date(substr(id_no, 7, 8), 'YYYYMMDD')))
      BETWEEN %(two_later_age_min)s AND %(two_later_age_max)s
