-- grain: the checkpoint of one judging
-- parameters: judgement_id, name, evaluated, successful, definitions, engine
INSERT INTO ops.checkpoint (judgement_id, name, evaluated, successful, definitions, engine)
VALUES (%(judgement_id)s, %(name)s, %(evaluated)s, %(successful)s, %(definitions)s, %(engine)s)
