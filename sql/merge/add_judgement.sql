-- grain: the new judgement
-- parameters: period, run_id, judged_at, files, rows_read, findings, not_run (JSON)
INSERT INTO ops.judgement (period, run_id, judged_at, files, rows_read, findings, not_run)
VALUES (%(period)s, %(run_id)s, %(judged_at)s, %(files)s, %(rows_read)s, %(findings)s, %(not_run)s)
RETURNING judgement_id
