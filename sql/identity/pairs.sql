-- grain: one row per pair with its newest decision, the longest open first; the parts of both as "left …", "right …"
-- parameters: pair_ids, or null for all
SELECT pair.pair_id, pair.kind, pair.left_key, pair.right_key, pair.evidence, pair.first_seen_at, pair.first_period,
       pair.last_seen_at, pair.last_period, to_jsonb(one) AS left_identity, to_jsonb(other) AS right_identity,
       decision.verdict, decision.survivor_key, decision.decided_by, decision.decided_at, decision.because
FROM ops.identity_pair AS pair
JOIN stage.identity AS one ON one.identity_key = pair.left_key
JOIN stage.identity AS other ON other.identity_key = pair.right_key
LEFT JOIN LATERAL (
    SELECT verdict, survivor_key, decided_by, decided_at, because
    FROM ops.identity_decision
    WHERE identity_decision.pair_id = pair.pair_id
    ORDER BY decision_id DESC
    LIMIT 1
) AS decision ON TRUE
WHERE coalesce(pair.pair_id = ANY(%(pair_ids)s), TRUE)
ORDER BY pair.first_seen_at, pair.pair_id
