-- grain: one row per person who agreed to one of these publications
-- parameters: publication_ids
SELECT DISTINCT person
FROM ops.approval
WHERE publication_id = ANY(%(publication_ids)s)
ORDER BY person
