-- grain: no rows
-- parameters: period
SELECT pg_advisory_xact_lock(430981, hashtext(%(period)s))
