-- grain: no rows
-- parameters: none
SELECT pg_advisory_xact_lock(430983)
