-- grain: no rows; one process hears the platform's feed at a time
-- parameters: none
SELECT pg_advisory_xact_lock(430986)
