-- grain: no rows; rows that say what the platform holds, each as if it had acknowledged them now
-- parameters: publication_id, dataset, entity, scope; pg_temp.compared
INSERT INTO ops.publication_row (publication_id, row_no, dataset, entity, row_key, row_hash, action, unit_code, status)
WITH unheard AS (
    -- What a batch out of balance keeps waiting for: the platform's records answer instead of its receipt.
    SELECT DISTINCT ON (rows.row_key) rows.row_key, rows.row_hash, rows.unit_code
    FROM ops.batch
    JOIN ops.publication ON publication.publication_id = batch.publication_id
    JOIN ops.publication_row AS rows ON rows.publication_id = batch.publication_id
     AND rows.row_no BETWEEN batch.first_row AND batch.first_row + batch.row_count - 1
    WHERE publication.dataset = %(dataset)s AND (%(scope)s::text IS NULL OR publication.period = %(scope)s)
      AND batch.state = 'out_of_balance' AND rows.status = 'pending'
    ORDER BY rows.row_key, rows.publication_id DESC
),
held AS (
    SELECT row_key, unit_code,
           CASE class WHEN 'only_here' THEN 'ended' WHEN 'only_there' THEN 'new' ELSE 'changed' END AS action,
           -- What another path changed under our own version must not look as if we had sent it.
           CASE WHEN class = 'only_here' THEN row_hash WHEN class = 'field_differs' AND row_version = row_hash THEN digest
                ELSE row_version END AS row_hash
    FROM pg_temp.compared
    WHERE class <> 'agreed' OR row_key IN (SELECT row_key FROM unheard)
    UNION ALL
    SELECT row_key, unit_code, 'ended', row_hash FROM unheard
    WHERE row_key NOT IN (SELECT row_key FROM pg_temp.compared)
)
SELECT %(publication_id)s, row_number() OVER (ORDER BY row_key), %(dataset)s, %(entity)s, row_key, row_hash, action,
       unit_code, 'accepted'
FROM held
