-- grain: no rows
-- parameters: unit_code, period, version, digest_id
UPDATE ops.report SET digest_id = %(digest_id)s
WHERE unit_code = %(unit_code)s AND period = %(period)s AND version = %(version)s
