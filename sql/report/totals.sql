-- grain: one row: how much was ever received, sent and told
-- parameters: none
SELECT
    (SELECT count(*) FROM ops.submission) AS submissions,
    (SELECT coalesce(sum(row_count), 0) FROM ops.batch WHERE state NOT IN ('prepared', 'refused')) AS rows_sent,
    (SELECT count(*) FROM ops.report WHERE status = 'sent') AS reports,
    (SELECT count(*) FROM ops.message WHERE status = 'sent') AS messages
