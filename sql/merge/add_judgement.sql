-- grain: the new judgement
-- parameters: period, run_id, judged_at, files, rows_read, findings
INSERT INTO ops.judgement (period, run_id, judged_at, files, rows_read, findings)
VALUES (%(period)s, %(run_id)s, %(judged_at)s, %(files)s, %(rows_read)s, %(findings)s)
RETURNING judgement_id
