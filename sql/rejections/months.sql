-- grain: one row per month or quarter with a rejection of which its unit was not told, or was told last that it stands
-- parameters: none
SELECT publication.period
FROM ops.publication_row AS refused JOIN ops.publication USING (publication_id)
WHERE refused.status = 'rejected' AND refused.gone_at IS NULL AND refused.unit_code IS NOT NULL
  AND NOT EXISTS (SELECT FROM ops.report_rejection AS told
                  WHERE (told.publication_id, told.row_no) = (refused.publication_id, refused.row_no))
  AND NOT EXISTS (
      SELECT FROM ops.publication_row AS later
      WHERE later.dataset = refused.dataset AND later.row_key = refused.row_key
        AND later.publication_id > refused.publication_id AND later.status <> 'pending'
  )
UNION
SELECT newest.period
FROM (SELECT DISTINCT ON (unit_code, period) report_id, period FROM ops.report
      ORDER BY unit_code, period, version DESC) AS newest
WHERE EXISTS (SELECT FROM ops.report_rejection AS told WHERE told.report_id = newest.report_id)
ORDER BY period
