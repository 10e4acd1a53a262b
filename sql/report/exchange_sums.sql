-- grain: one month or quarter that was published
-- parameters: none
SELECT
    period,
    count(*) FILTER (WHERE publication.state IN ('sent', 'settled')) AS sent,
    count(*) FILTER (WHERE publication_row.status = 'accepted') AS accepted,
    count(*) FILTER (WHERE publication_row.status = 'rejected') AS refused,
    (SELECT count(*) FROM ops.publication_held AS held WHERE held.period = publication.period) AS held
FROM ops.publication
LEFT JOIN ops.publication_row USING (publication_id)
GROUP BY period
ORDER BY max(kind), period
