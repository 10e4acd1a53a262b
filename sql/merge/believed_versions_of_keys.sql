-- grain: one version that is believed, of a key that is watched
-- parameters: none; {history}; pg_temp.watched
SELECT believed.*
FROM pg_temp.watched
CROSS JOIN LATERAL (
    SELECT row_key, row_hash, stage_row_id, sender, valid_from, valid_to, known.ctid AS place
    FROM core.{history} AS known
    WHERE known.row_key = watched.row_key AND known.recorded_to IS NULL
    OFFSET 0
) AS believed
