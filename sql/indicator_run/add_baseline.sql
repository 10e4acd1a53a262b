-- grain: no rows
-- parameters: indicator, unit_code, as_of, value, now
INSERT INTO ops.indicator_baseline (indicator, unit_code, as_of, value, loaded_at)
VALUES (%(indicator)s, %(unit_code)s, %(as_of)s, %(value)s, %(now)s)
