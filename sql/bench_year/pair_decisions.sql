-- grain: one decision; two of three pairs were decided
-- parameters: none
INSERT INTO ops.identity_decision (pair_id, verdict, survivor_key, decided_by, decided_at, because)
SELECT pair_id, 'same', left_key, '李工', first_seen_at + interval '2 days', '看过身份证'
FROM ops.identity_pair WHERE pair_id %% 3 > 0
