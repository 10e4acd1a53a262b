-- grain: at most one submission: same unit, month and content
-- parameters: unit_code, period, sha256
SELECT submission_id, name
FROM ops.submission
WHERE unit_code IS NOT DISTINCT FROM %(unit_code)s AND period = %(period)s AND sha256 = %(sha256)s
