-- grain: no rows; one row per stretch of rows that were staged one after the other, have one fate, and had one before
-- parameters: period, judgement_id, entity; {entity}; pg_temp.judged, told
INSERT INTO pg_temp.told (first_row_id, last_row_id, sheet_id, period, entity, fate, held_by, was_loaded, judgement_id, changed)
WITH stretches AS (
    SELECT row_number() OVER () AS stretch, sheets.sheet_id, judged.first_row, judged.last_row, judged.fate,
           judged.held_by, judged.is_good
    FROM pg_temp.judged
    JOIN ops.submission_file AS files ON files.file = judged.file AND files.period = %(period)s
    JOIN ops.submission_sheet AS sheets ON sheets.file_id = files.file_id AND sheets.sheet = judged.sheet
                                       AND sheets.entity = %(entity)s
),
known AS (
    SELECT first_row_id AS stretch_before, generate_series(first_row_id, last_row_id) AS stage_row_id
    FROM ops.fate
    WHERE period = %(period)s AND entity = %(entity)s
),
pieces AS (
    SELECT stretches.stretch, known.stretch_before, min(staged.stage_row_id) AS first_row_id,
           max(staged.stage_row_id) AS last_row_id
    FROM stretches
    JOIN stage.{entity} AS staged ON staged.sheet_id = stretches.sheet_id
                                 AND staged.sheet_row BETWEEN stretches.first_row AND stretches.last_row
    LEFT JOIN known ON known.stage_row_id = staged.stage_row_id
    -- Rows are staged in the order of their sheet: while both numbers go up together, nothing lies between them.
    GROUP BY stretches.stretch, known.stretch_before, staged.stage_row_id - staged.sheet_row
),
compared AS (
    SELECT pieces.first_row_id, pieces.last_row_id, stretches.sheet_id, stretches.fate, stretches.held_by,
           stretches.fate = 'superseded' AND (
               stretches.is_good OR coalesce(before.was_loaded OR before.fate = 'loaded', FALSE)
           ) AS was_loaded,
           before.fate AS fate_before, before.held_by AS held_before, before.was_loaded AS loaded_before,
           before.judgement_id AS judged_before
    FROM pieces
    JOIN stretches USING (stretch)
    LEFT JOIN ops.fate AS before ON before.first_row_id = pieces.stretch_before
)
SELECT first_row_id, last_row_id, sheet_id, %(period)s, %(entity)s, fate, held_by, was_loaded,
       -- A row keeps the judgement that said so first.
       CASE WHEN ROW(fate, held_by, was_loaded) IS NOT DISTINCT FROM ROW(fate_before, held_before, loaded_before)
            THEN judged_before ELSE %(judgement_id)s END,
       CASE WHEN (fate IN ('loaded', 'duplicate')) <> coalesce(fate_before IN ('loaded', 'duplicate'), FALSE)
            THEN last_row_id - first_row_id + 1 ELSE 0 END
FROM compared
