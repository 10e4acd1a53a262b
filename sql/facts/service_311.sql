-- grain: one row per registered labourer who wants work and has none, with the days on which he was served this year
-- parameters: as_of, recommendation_types (codes of service_type), recommendations_per_year
CREATE TEMPORARY TABLE service_311 ON COMMIT DROP AS
SELECT person.unit_code, person.id_no, person.person_name, person.village_name, person.stage_row_id,
       count(DISTINCT service_date) FILTER (WHERE service_type = ANY(%(recommendation_types)s)) AS recommendations,
       count(DISTINCT service_date) FILTER (WHERE service_type = '3') AS guidances,              -- 职业指导
       count(DISTINCT service_date) FILTER (WHERE service_type = '4') AS training_informations,  -- 培训信息
       ceil(%(recommendations_per_year)s::numeric * extract(month FROM %(as_of)s::date) / 12) AS recommendations_due
FROM pg_temp.person
LEFT JOIN pg_temp.ever_service_record AS service
       ON service.id_no = person.id_no
      AND service.service_date BETWEEN date_trunc('year', %(as_of)s::date)::date AND %(as_of)s
WHERE is_of_age AND is_willing AND employment_status = '2'  -- 未就业
GROUP BY person.unit_code, person.id_no, person.person_name, person.village_name, person.stage_row_id
