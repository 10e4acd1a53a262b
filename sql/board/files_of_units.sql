-- grain: one unit that sent something for a month, with how its files stand
-- parameters: period, units (null: all)
SELECT coalesce(submission.unit_code, files.unit_code) AS unit_code, count(DISTINCT submission_id)::int AS sent,
       count(DISTINCT submission_id) FILTER (WHERE files.status = 'rejected' AND files.is_current)::int AS refused,
       count(DISTINCT submission_id) FILTER (WHERE files.is_awaiting)::int AS awaiting,
       count(DISTINCT submission_id) FILTER (WHERE files.status IS NULL)::int AS unread,
       max(submission.received_at) AS last_at
FROM ops.submission LEFT JOIN ops.submission_file AS files USING (submission_id)
WHERE submission.period = %(period)s
  AND (%(units)s::text[] IS NULL OR coalesce(submission.unit_code, files.unit_code) = ANY(%(units)s))
GROUP BY 1
