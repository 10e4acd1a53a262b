-- grain: one row per month with submissions that lie unread or unjudged
-- parameters: now, hours
SELECT period AS subject, min(received_at) AS since, count(*) AS submissions
FROM ops.submission
WHERE received_at < %(now)s - make_interval(hours => %(hours)s)
  AND (NOT is_staged OR EXISTS (
      SELECT
      FROM ops.submission_file
      WHERE submission_file.submission_id = submission.submission_id AND is_current AND status IS NULL
  ))
GROUP BY period
