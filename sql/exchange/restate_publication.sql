-- grain: no rows; the state that follows from the batches, once none of them is left to be sent; ours never goes back
-- parameters: publication_id
UPDATE ops.publication SET state = follows.state
FROM (
  SELECT CASE WHEN count(*) = 0 THEN 'refused'
              WHEN bool_or(state = 'prepared') THEN NULL
              WHEN bool_or(state IN ('sent', 'out_of_balance')) THEN 'sent'
              WHEN bool_and(state IN ('refused', 'withdrawn')) THEN 'refused'
              ELSE 'settled' END AS state
  FROM ops.batch
  WHERE publication_id = %(publication_id)s
) AS follows
WHERE publication.publication_id = %(publication_id)s AND publication.state <> follows.state
  AND (publication.origin = 'adopted' OR publication.state IN ('ready', 'approved', 'sent'))
