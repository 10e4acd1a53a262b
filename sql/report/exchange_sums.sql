-- grain: one month or quarter that was published
-- parameters: none
SELECT
    period,
    -- What was refused unread, given up or voided was not told; what waits was not sent yet.
    count(*) FILTER (WHERE told.status <> 'pending' OR EXISTS (
        SELECT FROM ops.batch
        WHERE batch.publication_id = publication.publication_id AND batch.state <> 'prepared'
          AND told.row_no BETWEEN batch.first_row AND batch.first_row + batch.row_count - 1
    )) AS sent,
    count(*) FILTER (WHERE told.status = 'accepted') AS accepted,
    count(*) FILTER (WHERE told.status = 'rejected') AS refused,
    (SELECT count(*) FROM ops.publication_held AS held WHERE held.period = publication.period) AS held
FROM ops.publication
LEFT JOIN (SELECT publication_id, row_no, status FROM ops.told_row) AS told USING (publication_id)
GROUP BY period
ORDER BY max(kind), period
