-- grain: one row per unit and poor labourer who completed a training there this year
-- parameters: none
SELECT DISTINCT ON (unit_code, id_no) unit_code, id_no AS member, TRUE AS in_numerator, TRUE AS in_denominator,
       'training' AS entity, stage_row_id
FROM pg_temp.service_training_done AS done
WHERE two_later_student OR EXISTS (SELECT FROM pg_temp.service_registered AS known WHERE known.id_no = done.id_no)
ORDER BY unit_code, id_no, ended_on
