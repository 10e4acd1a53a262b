-- grain: none: another watch waits until this transaction ends
-- parameters: none
SELECT pg_advisory_xact_lock(hashtextextended('ops.alert', 0))
