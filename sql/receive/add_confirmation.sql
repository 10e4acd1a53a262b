-- grain: no rows
-- parameters: submission_id, mode, confirmed_by, confirmed_at
INSERT INTO ops.confirmation (submission_id, mode, confirmed_by, confirmed_at)
VALUES (%(submission_id)s, %(mode)s, %(confirmed_by)s, %(confirmed_at)s)
