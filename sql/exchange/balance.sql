-- grain: one row: how the rows of a batch stand; contradicted are those of whose verdicts none outranks the others
-- parameters: batch_id, told (hashes of the newest whole answer, null for all that was ever heard)
SELECT batch.row_count AS sent, rows.accepted, rows.rejected, said.set_aside, ranked.contradicted
FROM ops.batch
CROSS JOIN LATERAL (
  SELECT count(*) FILTER (WHERE status = 'accepted') AS accepted, count(*) FILTER (WHERE status = 'rejected') AS rejected
  FROM ops.publication_row
  WHERE publication_row.publication_id = batch.publication_id
    AND publication_row.row_no BETWEEN batch.first_row AND batch.first_row + batch.row_count - 1
) AS rows
CROSS JOIN LATERAL (
  SELECT count(*) AS set_aside FROM ops.receipt WHERE receipt.batch_id = batch.batch_id AND receipt.set_aside IS NOT NULL
) AS said
CROSS JOIN LATERAL (
  SELECT count(*) AS contradicted
  FROM (
    SELECT (array_agg(said.verdicts ORDER BY said.sequence DESC))[1] > 1 AS is_contradicted
    FROM (
      SELECT row_no, sequence, coalesce(
               nullif(count(DISTINCT (status, code)) FILTER (WHERE receipt_hash = ANY(%(told)s::text[])), 0),
               count(DISTINCT (status, code))) AS verdicts
      FROM ops.receipt
      WHERE receipt.batch_id = batch.batch_id AND receipt.set_aside IS NULL
      GROUP BY row_no, sequence
    ) AS said
    GROUP BY said.row_no
  ) AS each_row
  WHERE is_contradicted
) AS ranked
WHERE batch.batch_id = %(batch_id)s
