-- grain: one row per pair with its newest verdict, the longest known first; keys only
-- parameters: none
SELECT pair.pair_id, pair.left_key, pair.right_key, decision.verdict
FROM ops.identity_pair AS pair
LEFT JOIN (
    SELECT DISTINCT ON (pair_id) pair_id, verdict FROM ops.identity_decision ORDER BY pair_id, decision_id DESC
) AS decision USING (pair_id)
ORDER BY pair.first_seen_at, pair.pair_id
