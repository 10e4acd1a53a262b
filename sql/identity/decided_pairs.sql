-- grain: one row per pair whose newest decision says same or different, the newest first, with how many there are
-- parameters: most, skipped
SELECT pair_id, (count(*) OVER ())::integer AS total
FROM (
    SELECT DISTINCT ON (pair_id) pair_id, decision_id, verdict FROM ops.identity_decision
    ORDER BY pair_id, decision_id DESC
) AS newest
WHERE verdict IN ('same', 'different')
ORDER BY decision_id DESC
LIMIT %(most)s OFFSET %(skipped)s
