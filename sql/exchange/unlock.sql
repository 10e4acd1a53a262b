-- grain: one row
-- parameters: publication_id
SELECT pg_advisory_unlock(430982, %(publication_id)s::integer)
