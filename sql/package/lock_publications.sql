-- grain: one row per publication; a sender that begins its first attempt at this moment waits, and finds it packed
-- parameters: publication_ids
SELECT publication_id FROM ops.publication WHERE publication_id = ANY(%(publication_ids)s)
ORDER BY publication_id FOR NO KEY UPDATE
