-- grain: no rows; one per data row of an entity and a month, and the judgement's count of rows that changed sides
-- parameters: period, judgement_id, entity; {entity}
WITH before AS (
    SELECT stage_row_id, fate IN ('loaded', 'duplicate') AS counted
    FROM ops.disposition
    WHERE period = %(period)s AND entity = %(entity)s
),
written AS (
    INSERT INTO ops.disposition AS known (stage_row_id, sheet_id, period, entity, fate, held_by, was_loaded, judgement_id)
    SELECT staged.stage_row_id, staged.sheet_id, files.period, sheets.entity, fates.fate, fates.held_by, fates.is_good,
           %(judgement_id)s
    FROM stage.{entity} AS staged
    JOIN ops.submission_sheet AS sheets ON sheets.sheet_id = staged.sheet_id
    JOIN ops.submission_file AS files ON files.file_id = sheets.file_id
    JOIN pg_temp.fates ON fates.file = files.file AND fates.sheet = sheets.sheet AND fates.sheet_row = staged.sheet_row
    WHERE files.period = %(period)s
    ON CONFLICT (stage_row_id) DO UPDATE
    SET fate = excluded.fate, held_by = excluded.held_by, judgement_id = excluded.judgement_id,
        was_loaded = (known.was_loaded OR known.fate = 'loaded' OR excluded.was_loaded)
                     AND excluded.fate IN ('superseded', 'held_aside')
    WHERE (known.fate, known.held_by) IS DISTINCT FROM (excluded.fate, excluded.held_by)
       OR excluded.was_loaded AND NOT known.was_loaded
    RETURNING stage_row_id, fate IN ('loaded', 'duplicate') AS counts
)
UPDATE ops.judgement
SET changed = changed + (
    SELECT count(*) FROM written LEFT JOIN before USING (stage_row_id)
    WHERE written.counts <> coalesce(before.counted, FALSE)
)
WHERE judgement_id = %(judgement_id)s
