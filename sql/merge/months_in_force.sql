-- grain: one unit, entity and month whose rows are in force at a month's end: the last full one and corrections since
-- parameters: period
WITH judged AS (
    SELECT files.unit_code, sheets.entity, fate.period,
           bool_or(files.mode = 'full' AND files.status <> 'rejected' AND NOT files.is_awaiting
                   AND NOT sheets.entity = ANY(files.entities_superseded)) AS is_full,
           bool_or(fate.fate = 'loaded') AS has_rows
    FROM ops.fate
    JOIN ops.submission_sheet AS sheets ON sheets.sheet_id = fate.sheet_id
    JOIN ops.submission_file AS files ON files.file_id = sheets.file_id
    WHERE fate.period <= %(period)s AND files.unit_code IS NOT NULL
    GROUP BY files.unit_code, sheets.entity, fate.period
),
last_full AS (
    SELECT unit_code, entity, max(period) AS period FROM judged WHERE is_full AND has_rows GROUP BY unit_code, entity
)
SELECT judged.unit_code, judged.entity, judged.period
FROM judged LEFT JOIN last_full USING (unit_code, entity)
WHERE judged.has_rows AND (last_full.period IS NULL OR judged.period >= last_full.period)
ORDER BY judged.period DESC, judged.unit_code, judged.entity
