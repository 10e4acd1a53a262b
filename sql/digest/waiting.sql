-- grain: one channel with messages that wait: how many, since when, and the latest trouble of one of them
-- parameters: none
SELECT channel, count(*) AS messages, min(made_at) AS oldest,
       (array_agg(trouble ORDER BY tried_at DESC) FILTER (WHERE trouble IS NOT NULL))[1] AS trouble
FROM ops.message JOIN ops.digest USING (digest_id)
WHERE status = 'pending'
GROUP BY channel ORDER BY channel
