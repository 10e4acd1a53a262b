-- grain: one month with submissions that were not read or not judged, or with a month before it that changed since
-- parameters: none
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
ORDER BY period
