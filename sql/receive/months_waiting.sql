-- grain: one month with something not judged yet, or judged by what changed since (the month before, decisions, waivers)
-- parameters: today (null: no waiver has come to its end)
WITH judged AS (
    SELECT period, max(judgement_id) AS newest, max(judgement_id) FILTER (WHERE changed > 0) AS newest_change
    FROM ops.judgement
    GROUP BY period
)
SELECT period
FROM ops.submission
WHERE NOT is_staged
   OR EXISTS (
       SELECT FROM ops.submission_file
       WHERE submission_file.submission_id = submission.submission_id AND submission_file.status IS NULL
   )
UNION
SELECT later.period
FROM judged AS later
JOIN judged AS earlier
  ON earlier.period = to_char(to_date(later.period, 'YYYY-MM') - interval '1 month', 'YYYY-MM')
WHERE earlier.newest_change > later.newest
UNION
SELECT claim.period
FROM ops.ownership_decision AS decision
JOIN ops.ownership_claim AS claim ON claim.number = decision.number AND claim.period >= decision.since
JOIN judged ON judged.period = claim.period
WHERE NOT decision.is_by_register AND claim.standing <> 'settled' AND decision.judgement_id >= judged.newest
UNION
-- The household register may know by now whose a disputed person is.
SELECT claim.period
FROM ops.ownership_claim AS claim
JOIN judged ON judged.period = claim.period
JOIN ops.mirror ON mirror.entity = 'register_person' AND mirror.judgement_id >= judged.newest
WHERE claim.standing = 'disputed'
UNION
SELECT finding.period
FROM ops.waiver
JOIN ops.finding ON finding.unit_code = waiver.unit_code AND finding.slug = waiver.slug AND finding.closed_at IS NULL
JOIN judged ON judged.period = finding.period
LEFT JOIN ops.waiver_end ON waiver_end.waiver_id = waiver.waiver_id
WHERE finding.waiver_id IS NULL AND waiver.judgement_id >= judged.newest
   OR finding.waiver_id = waiver.waiver_id AND (waiver_end.judgement_id >= judged.newest OR waiver.until < %(today)s::date)
ORDER BY period
