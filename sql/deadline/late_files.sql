-- grain: one row per submission that came while its month was closed, in order of arrival
-- parameters: period (null: all)
SELECT submission.submission_id, submission.period, submission.unit_code, submission.label, submission.received_at,
       act.moment AS closed_at,
       NOT EXISTS (SELECT FROM ops.submission AS earlier
                   WHERE earlier.unit_code = submission.unit_code AND earlier.period = submission.period
                     AND earlier.submission_id < submission.submission_id) AS is_first
FROM ops.submission
JOIN LATERAL (
    SELECT act, moment FROM ops.period_act
    WHERE period_act.period = submission.period AND period_act.moment <= submission.received_at
    ORDER BY act_id DESC LIMIT 1
) AS act ON act.act = 'closed'
WHERE %(period)s::text IS NULL OR submission.period = %(period)s
ORDER BY submission.submission_id
