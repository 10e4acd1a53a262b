-- grain: no rows; whoever appends waits here until the one before has committed, so that the chain has no fork
-- parameters: none
SELECT pg_advisory_xact_lock(430985)
