-- grain: one row per unit, first and last day (county time) of faults that went with something the unit sent
-- parameters: period, units (all of them)
SELECT finding.unit_code, said.first_day, said.last_day, count(*) AS fixed
FROM ops.finding
CROSS JOIN LATERAL (
    SELECT (coalesce(first_found_at, opened_at) AT TIME ZONE 'Asia/Shanghai')::date AS first_day,
           (closed_at AT TIME ZONE 'Asia/Shanghai')::date AS last_day
) AS said
WHERE finding.period = %(period)s AND finding.severity <> 'info' AND finding.closed_at IS NOT NULL
  AND finding.unit_code = ANY(%(units)s)
  AND NOT EXISTS (SELECT FROM ops.finding AS later WHERE later.continues = finding.finding_id)
  AND EXISTS (SELECT FROM ops.submission
              WHERE submission.unit_code = finding.unit_code AND submission.period = finding.period
                AND submission.received_at > finding.opened_at AND submission.received_at <= finding.closed_at)
GROUP BY finding.unit_code, said.first_day, said.last_day
ORDER BY finding.unit_code, said.first_day, said.last_day
