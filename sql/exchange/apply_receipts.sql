-- grain: no rows; each row takes the verdict of its latest receipt, whatever order they came in
-- parameters: batch_id, told (hashes of the newest whole answer, null for all that was ever heard)
WITH latest AS (
  SELECT DISTINCT ON (receipt.row_no)
         batch.publication_id, batch.first_row + receipt.row_no - 1 AS row_no, receipt.status, receipt.code, receipt.message
  FROM ops.receipt JOIN ops.batch USING (batch_id)
  WHERE batch_id = %(batch_id)s AND receipt.set_aside IS NULL
  -- Of two verdicts of one rank the stricter one stands, and the batch does not add up (sql/exchange/balance.sql).
  -- What the platform said once and does not say any more when it tells all of them gives way to what it says.
  ORDER BY receipt.row_no, receipt.sequence DESC, coalesce(receipt.receipt_hash = ANY(%(told)s::text[]), true) DESC,
           receipt.status DESC,
           receipt.code COLLATE "C" DESC, receipt.message COLLATE "C" DESC
)
UPDATE ops.publication_row
SET status = latest.status, code = nullif(latest.code, ''), message = nullif(latest.message, '')
FROM latest
WHERE (publication_row.publication_id, publication_row.row_no) = (latest.publication_id, latest.row_no)
  AND (publication_row.status, publication_row.code, publication_row.message)
      IS DISTINCT FROM (latest.status, nullif(latest.code, ''), nullif(latest.message, ''))
