-- grain: no meaning; whoever prepares the report of this unit and month next waits
-- parameters: unit_code, period
SELECT pg_advisory_xact_lock(hashtextextended('report ' || %(unit_code)s || ' ' || %(period)s, 0))
