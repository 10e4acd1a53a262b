-- grain: one row per checkpoint of a judging, that of the load first
-- parameters: judgement_id
SELECT name, evaluated, successful, definitions, engine
FROM ops.checkpoint WHERE judgement_id = %(judgement_id)s ORDER BY name
