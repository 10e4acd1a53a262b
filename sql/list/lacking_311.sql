-- grain: one row per labourer who wants work and has none, for whom some of the year's 311 is still to be done
-- parameters: recommendations_per_year, guidances_per_year, training_informations_per_year
WITH lacking AS (
    SELECT *, greatest(%(recommendations_per_year)s::bigint - recommendations, 0) AS recommendations_lacking,
           greatest(%(guidances_per_year)s::bigint - guidances, 0) AS guidances_lacking,
           greatest(%(training_informations_per_year)s::bigint - training_informations, 0)
               AS training_informations_lacking,
           recommendations < recommendations_due AS is_behind
    FROM pg_temp.service_311
)
SELECT unit_code, 'worker_employment' AS entity, stage_row_id, village_name, person_name, id_no,
       recommendations_lacking, guidances_lacking, training_informations_lacking, is_behind
FROM lacking
WHERE recommendations_lacking + guidances_lacking + training_informations_lacking > 0
ORDER BY unit_code, village_name, id_no
