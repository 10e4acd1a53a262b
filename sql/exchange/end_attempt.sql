-- grain: no rows
-- parameters: attempt_id, outcome
UPDATE ops.batch_attempt SET outcome = %(outcome)s WHERE attempt_id = %(attempt_id)s
