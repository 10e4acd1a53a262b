-- grain: no rows; findings that were not open before; those that this judging closed are continued by the same fault in a later file
-- parameters: period, judged_at, judgement_id
WITH opened AS (
    SELECT *, row_number() OVER (PARTITION BY unit_code, slug, "column", value ORDER BY file COLLATE "C", sheet COLLATE "C",
                                 "row", ordinal) AS nth
    FROM pg_temp.found
    WHERE NOT EXISTS (SELECT FROM ops.finding
                      WHERE finding.period = %(period)s AND finding.closed_at IS NULL
                        AND finding.fingerprint = found.fingerprint AND finding.ordinal = found.ordinal)
),
gone AS (
    SELECT finding_id, file, unit_code, slug, "column", value, coalesce(first_found_at, opened_at) AS first_found_at,
           row_number() OVER (PARTITION BY unit_code, slug, "column", value ORDER BY file COLLATE "C", sheet COLLATE "C",
                              "row", ordinal) AS nth
    FROM ops.finding
    WHERE closed_by = %(judgement_id)s AND period = %(period)s
)
INSERT INTO ops.finding (period, fingerprint, ordinal, slug, severity, export, unit_code, file, sheet, "row", "column",
                         value, details, message, made_by, opened_at, opened_by, continues, first_found_at)
SELECT %(period)s, opened.fingerprint, opened.ordinal, opened.slug, opened.severity, opened.export, opened.unit_code,
       opened.file, opened.sheet, opened."row", opened."column", opened.value, opened.details, opened.message,
       opened.made_by, %(judged_at)s, %(judgement_id)s, gone.finding_id, gone.first_found_at
FROM opened
LEFT JOIN gone ON gone.unit_code = opened.unit_code AND gone.slug = opened.slug AND gone.nth = opened.nth
              AND gone."column" IS NOT DISTINCT FROM opened."column" AND gone.value IS NOT DISTINCT FROM opened.value
ON CONFLICT (period, fingerprint, ordinal) WHERE closed_at IS NULL DO NOTHING
