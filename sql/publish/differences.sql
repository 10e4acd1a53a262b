-- grain: one row per key that the platform should hear of, with the reason why not, if there is one
-- parameters: dataset, scope (a period, or null for all), blocked (units), block, claimed (keys), claim; pg_temp.wanted
WITH told AS (
    SELECT row_key, row_hash, action, status, code, unit_code, publication_id, row_no
    FROM ops.told_row
    WHERE dataset = %(dataset)s AND (%(scope)s::text IS NULL OR period = %(scope)s)
),
-- An adopted batch whose receipts did not come holds nobody knows which rows (one out of balance stops its dataset).
unknown AS ({unheard}
),
latest AS (
    SELECT DISTINCT ON (row_key) * FROM told ORDER BY row_key, publication_id DESC
),
acknowledged AS (
    SELECT DISTINCT ON (row_key) * FROM told WHERE status = 'accepted' ORDER BY row_key, publication_id DESC
),
known AS (SELECT * FROM acknowledged WHERE action <> 'ended'),
compared AS (
    SELECT coalesce(wanted.row_key, known.row_key) AS row_key, coalesce(wanted.row_hash, known.row_hash) AS row_hash,
           coalesce(wanted.unit_code, known.unit_code) AS unit_code,
           CASE WHEN wanted.row_key IS NULL THEN 'ended' WHEN known.row_key IS NULL THEN 'new' ELSE 'changed' END AS action,
           wanted.payload, wanted.held, wanted.file, wanted.sheet, wanted.sheet_row
    FROM pg_temp.wanted FULL JOIN known ON known.row_key = wanted.row_key
    WHERE wanted.row_hash IS DISTINCT FROM known.row_hash
)
SELECT compared.row_key, compared.row_hash, compared.unit_code, compared.action, compared.payload, compared.file,
       compared.sheet, compared.sheet_row,
       CASE WHEN latest.status = 'pending' AND was_this THEN 'sent'
            WHEN latest.status = 'pending' OR unknown.batches > 0 THEN 'waiting'
            WHEN compared.unit_code = ANY(%(blocked)s) THEN %(block)s
            WHEN compared.row_key = ANY(%(claimed)s) THEN %(claim)s
            WHEN compared.held <> '' THEN compared.held
            WHEN latest.status = 'rejected' AND was_this THEN 'refused:' || coalesce(latest.code, '')
       END AS reason,
       -- The last sending of the key, which this row takes the place of.
       batch.client_ref || '#' || (latest.row_no - batch.first_row + 1) AS corrects
FROM compared
CROSS JOIN unknown
LEFT JOIN latest ON latest.row_key = compared.row_key
LEFT JOIN ops.batch ON batch.publication_id = latest.publication_id
                   AND latest.row_no BETWEEN batch.first_row AND batch.first_row + batch.row_count - 1
CROSS JOIN LATERAL (
    SELECT latest.row_hash = compared.row_hash AND (latest.action = 'ended') = (compared.action = 'ended') AS was_this
) AS same
ORDER BY compared.unit_code COLLATE "C" NULLS FIRST, compared.row_key COLLATE "C"
