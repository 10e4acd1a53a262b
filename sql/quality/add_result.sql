-- grain: one answer; nothing when the same was given before
-- parameters: sha256, result
INSERT INTO ops.validation_result (sha256, result) VALUES (%(sha256)s, %(result)s) ON CONFLICT (sha256) DO NOTHING
