-- grain: one row per row that the platform refused, that is still meant, and that was not accepted later
-- parameters: periods (or null for all)
SELECT coalesce(refused.unit_code, sender.unit_code) AS unit_code, refused.entity, refused.dataset, publication.period,
       refused.publication_id, refused.row_no, refused.code, refused.message, refused.file, refused.sheet,
       refused."row", coalesce(batch.closed_at, batch.sent_at, publication.made_at) AS refused_at,
       EXISTS (SELECT FROM ops.report_rejection AS told
               WHERE (told.publication_id, told.row_no) = (refused.publication_id, refused.row_no)) AS is_told,
       EXISTS (
           SELECT FROM ops.publication_row AS later
           JOIN ops.batch AS under_way
             ON under_way.publication_id = later.publication_id
            AND later.row_no BETWEEN under_way.first_row AND under_way.first_row + under_way.row_count - 1
           WHERE later.dataset = refused.dataset AND later.row_key = refused.row_key
             AND later.publication_id > refused.publication_id AND under_way.state IN ('sent', 'out_of_balance')
       ) AS is_corrected
FROM ops.publication_row AS refused
JOIN ops.publication ON publication.publication_id = refused.publication_id
LEFT JOIN ops.batch
  ON batch.publication_id = refused.publication_id
 AND refused.row_no BETWEEN batch.first_row AND batch.first_row + batch.row_count - 1
LEFT JOIN LATERAL (
    -- Of a batch that was learned from the platform only the keys are known.
    SELECT known.unit_code FROM ops.publication_row AS known
    WHERE known.dataset = refused.dataset AND known.row_key = refused.row_key AND known.unit_code IS NOT NULL
    ORDER BY known.publication_id DESC LIMIT 1
) AS sender ON refused.unit_code IS NULL
WHERE refused.status = 'rejected' AND refused.gone_at IS NULL
  AND (%(periods)s::text[] IS NULL OR publication.period = ANY(%(periods)s))
  AND batch.state IS DISTINCT FROM 'voided'
  AND NOT EXISTS (
      SELECT FROM ops.publication_row AS later
      WHERE later.dataset = refused.dataset AND later.row_key = refused.row_key
        AND later.publication_id > refused.publication_id AND later.status <> 'pending'
  )
ORDER BY unit_code, refused.file COLLATE "C" NULLS FIRST, refused.sheet COLLATE "C" NULLS FIRST,
         refused."row" NULLS FIRST, refused.entity, refused.publication_id, refused.row_no
