-- grain: no rows; one decision
-- parameters: pair_id, verdict, survivor_key, decided_by, decided_at, because
INSERT INTO ops.identity_decision (pair_id, verdict, survivor_key, decided_by, decided_at, because)
VALUES (%(pair_id)s, %(verdict)s, %(survivor_key)s, %(decided_by)s, %(decided_at)s, %(because)s)
