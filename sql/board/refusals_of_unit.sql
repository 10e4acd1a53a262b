-- grain: one sheet and reason for which the platform refused rows of a unit's month, and they were not accepted later
-- parameters: period, unit_code
SELECT refused.entity, refused.code, count(*)::int AS rows, min(refused.message) AS message
FROM ops.publication_row AS refused JOIN ops.publication USING (publication_id)
WHERE refused.status = 'rejected' AND refused.gone_at IS NULL AND refused.unit_code = %(unit_code)s
  AND publication.period = %(period)s
  AND NOT EXISTS (SELECT FROM ops.publication_row AS later
                  WHERE later.dataset = refused.dataset AND later.row_key = refused.row_key
                    AND later.publication_id > refused.publication_id AND later.status <> 'pending')
GROUP BY refused.entity, refused.code
ORDER BY rows DESC, refused.entity, refused.code
