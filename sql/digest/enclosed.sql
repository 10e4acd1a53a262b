-- grain: one report that a digest tells, the newest of each month
-- parameters: digest_id
SELECT DISTINCT ON (period) period, attachments FROM ops.report
WHERE digest_id = %(digest_id)s
ORDER BY period, version DESC
