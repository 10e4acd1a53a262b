-- grain: one row per month whose rows were answered
-- parameters: batch_ids
SELECT DISTINCT publication.period
FROM ops.batch JOIN ops.publication USING (publication_id)
WHERE batch_id = ANY(%(batch_ids)s)
ORDER BY publication.period
