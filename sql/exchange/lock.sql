-- grain: one row; the lock belongs to the session and goes with it
-- parameters: publication_id
SELECT pg_advisory_lock(430982, %(publication_id)s::integer)
