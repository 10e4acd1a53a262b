-- grain: one row: the newest judgement that changed what counts in a month before this one
-- parameters: period
SELECT coalesce(max(judgement_id), 0) AS judgement_id
FROM ops.judgement
WHERE period < %(period)s AND changed > 0
