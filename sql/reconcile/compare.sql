-- grain: a table of one row per key of either side, each in one class; without those that are on their way
-- parameters: dataset, scope, unit_header; pg_temp.here, pg_temp.there
CREATE TEMPORARY TABLE compared AS
WITH on_the_way AS (
    SELECT rows.row_key
    FROM ops.batch
    JOIN ops.publication ON publication.publication_id = batch.publication_id
    JOIN ops.publication_row AS rows ON rows.publication_id = batch.publication_id
     AND rows.row_no BETWEEN batch.first_row AND batch.first_row + batch.row_count - 1
    WHERE publication.dataset = %(dataset)s AND (%(scope)s::text IS NULL OR publication.period = %(scope)s)
      AND rows.status = 'pending'
      AND (batch.state = 'sent' OR batch.state = 'prepared' AND EXISTS (
          SELECT FROM ops.batch_attempt WHERE batch_attempt.batch_id = batch.batch_id
      ))
),
joined AS (
    SELECT coalesce(here.row_key, there.row_key) AS row_key, here.unit_code, there.row_key IS NULL AS is_only_here,
           here.row_key IS NULL AS is_only_there, here.row_hash, there.row_version, there.digest,
           here.content AS ours, there.content AS theirs
    FROM pg_temp.here FULL JOIN pg_temp.there ON there.row_key = here.row_key
),
classed AS (
    SELECT joined.*, CASE
        WHEN is_only_here THEN 'only_here'
        WHEN is_only_there THEN 'only_there'
        WHEN ours IS NULL AND row_hash IN (row_version, digest) OR row_hash = row_version AND ours = theirs THEN 'agreed'
        ELSE 'field_differs' END AS class
    FROM joined
    WHERE row_key NOT IN (SELECT row_key FROM on_the_way)
)
SELECT row_key, class, row_version, row_hash, digest, ours, theirs,
       coalesce(unit_code, (
           SELECT told.unit_code FROM ops.publication_row AS told
           WHERE told.dataset = %(dataset)s AND told.row_key = classed.row_key AND told.unit_code IS NOT NULL
           ORDER BY told.publication_id DESC LIMIT 1
       ), theirs ->> %(unit_header)s) AS unit_code,
       CASE WHEN class = 'field_differs' THEN coalesce((
           SELECT array_agg(name ORDER BY name COLLATE "C")
           FROM jsonb_object_keys(ours || theirs) AS name
           WHERE ours -> name IS DISTINCT FROM theirs -> name
       ), ARRAY['row_version']) ELSE '{{}}' END AS fields
FROM classed
