-- grain: no rows; one per data row of an entity and a month, and the judgement's count of rows that changed sides
-- parameters: period, judgement_id, entity; {entity}; pg_temp.fates
WITH stretches AS (
    SELECT sheets.sheet_id, fates.first_row, fates.last_row, fates.fate, fates.held_by, fates.is_good
    FROM pg_temp.fates
    JOIN ops.submission_file AS files ON files.file = fates.file AND files.period = %(period)s
    JOIN ops.submission_sheet AS sheets ON sheets.file_id = files.file_id AND sheets.sheet = fates.sheet
                                       AND sheets.entity = %(entity)s
),
judged AS (
    SELECT staged.stage_row_id, stretches.sheet_id, stretches.fate, stretches.held_by, stretches.is_good,
           known.fate AS fate_before, known.held_by AS held_before, known.was_loaded,
           stretches.fate = 'superseded' AND (
               stretches.is_good OR coalesce(known.was_loaded OR known.fate = 'loaded', FALSE)
           ) AS is_kept
    FROM stretches
    JOIN stage.{entity} AS staged ON staged.sheet_id = stretches.sheet_id
                                 AND staged.sheet_row BETWEEN stretches.first_row AND stretches.last_row
    LEFT JOIN ops.disposition AS known ON known.stage_row_id = staged.stage_row_id
),
added AS (
    INSERT INTO ops.disposition (stage_row_id, sheet_id, period, entity, fate, held_by, was_loaded, judgement_id)
    SELECT stage_row_id, sheet_id, %(period)s, %(entity)s, fate, held_by, is_kept, %(judgement_id)s
    FROM judged
    WHERE fate_before IS NULL
),
altered AS (
    UPDATE ops.disposition AS known
    SET fate = judged.fate, held_by = judged.held_by, was_loaded = judged.is_kept, judgement_id = %(judgement_id)s
    FROM judged
    WHERE known.stage_row_id = judged.stage_row_id
      AND (judged.fate, judged.held_by, judged.is_kept)
          IS DISTINCT FROM (judged.fate_before, judged.held_before, judged.was_loaded)
)
UPDATE ops.judgement
SET changed = changed + (
    SELECT count(*) FROM judged
    WHERE (fate IN ('loaded', 'duplicate')) <> coalesce(fate_before IN ('loaded', 'duplicate'), FALSE)
)
WHERE judgement_id = %(judgement_id)s
