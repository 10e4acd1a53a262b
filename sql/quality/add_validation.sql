-- grain: one suite that was asked at a judging
-- parameters: judgement_id, position, entity, scope, sha256
INSERT INTO ops.validation (judgement_id, position, entity, scope, sha256)
VALUES (%(judgement_id)s, %(position)s, %(entity)s, %(scope)s, %(sha256)s)
