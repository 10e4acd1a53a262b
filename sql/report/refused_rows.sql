-- grain: one row per row of a unit that the platform refused and that was not accepted later
-- parameters: periods
SELECT unit_code, entity, code, message, file, sheet, "row"
FROM (
    SELECT DISTINCT ON (sent.dataset, sent.row_key) sent.*
    FROM ops.publication_row AS sent
    JOIN ops.publication USING (publication_id)
    WHERE publication.period = ANY(%(periods)s) AND sent.status <> 'pending'
    ORDER BY sent.dataset, sent.row_key, sent.publication_id DESC
) AS latest
WHERE status = 'rejected' AND unit_code IS NOT NULL
ORDER BY unit_code, file COLLATE "C" NULLS FIRST, sheet COLLATE "C" NULLS FIRST, "row" NULLS FIRST, entity, row_key
