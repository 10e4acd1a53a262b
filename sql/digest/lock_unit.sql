-- grain: no meaning; whoever makes the next digest of this unit waits
-- parameters: unit_code
SELECT pg_advisory_xact_lock(hashtextextended('digest ' || %(unit_code)s, 0))
