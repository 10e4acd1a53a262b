-- grain: no rows
-- parameters: waiver_id, ended_by, now, because
INSERT INTO ops.waiver_end (waiver_id, ended_by, ended_at, because, judgement_id)
SELECT %(waiver_id)s, %(ended_by)s, %(now)s, %(because)s, max(judgement_id)
FROM ops.judgement
