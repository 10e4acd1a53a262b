-- grain: one month or quarter that was published
-- parameters: none
SELECT
    period,
    -- Of a publication that was taken in part, the batches that were refused or never tried were not sent.
    count(*) FILTER (WHERE EXISTS (
        SELECT FROM ops.batch
        WHERE batch.publication_id = publication.publication_id AND batch.state NOT IN ('prepared', 'refused')
          AND publication_row.row_no BETWEEN batch.first_row AND batch.first_row + batch.row_count - 1
    )) AS sent,
    count(*) FILTER (WHERE publication_row.status = 'accepted') AS accepted,
    count(*) FILTER (WHERE publication_row.status = 'rejected') AS refused,
    (SELECT count(*) FROM ops.publication_held AS held WHERE held.period = publication.period) AS held
FROM ops.publication
LEFT JOIN ops.publication_row USING (publication_id)
GROUP BY period
ORDER BY max(kind), period
