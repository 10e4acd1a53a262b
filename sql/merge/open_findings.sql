-- grain: no rows; findings that were not open before
-- parameters: period, judged_at, judgement_id
INSERT INTO ops.finding (period, fingerprint, ordinal, slug, severity, export, unit_code, file, sheet, "row", "column",
                         value, details, message, made_by, opened_at, opened_by)
SELECT %(period)s, fingerprint, ordinal, slug, severity, export, unit_code, file, sheet, "row", "column",
       value, details, message, made_by, %(judged_at)s, %(judgement_id)s
FROM pg_temp.found
ON CONFLICT (period, fingerprint, ordinal) WHERE closed_at IS NULL DO NOTHING
