-- grain: one address of a page whose path has parts: things that lie in this warehouse
-- parameters: each (how many of a page at most)
WITH address AS (
    SELECT DISTINCT '/units/{{unit_code}}' AS page, '/units/' || unit_code AS address FROM ops.submission WHERE unit_code IS NOT NULL
    UNION ALL SELECT DISTINCT '/units/{{unit_code}}/findings/{{period}}', '/units/' || unit_code || '/findings/' || period
    FROM ops.finding WHERE unit_code IS NOT NULL
    UNION ALL SELECT '/units/{{unit_code}}/workbooks/{{report_id}}/{{position}}',
                     '/units/' || unit_code || '/workbooks/' || report_id || '/0'
    FROM ops.report WHERE json_array_length(attachments) > 0
    UNION ALL SELECT DISTINCT '/rules/{{slug}}', '/rules/' || slug FROM ops.finding
    UNION ALL SELECT '/batches/{{number}}', '/batches/' || batch_id FROM ops.batch
    UNION ALL SELECT '/batches/publications/{{number}}', '/batches/publications/' || publication_id FROM ops.publication
    UNION ALL SELECT '/batches/comparisons/{{number}}', '/batches/comparisons/' || reconciliation_id FROM ops.reconciliation
    UNION ALL SELECT '/pairs/{{number}}', '/pairs/' || pair_id FROM ops.identity_pair
    UNION ALL SELECT DISTINCT '/indicators/{{name}}', '/indicators/' || indicator FROM ops.indicator_figure
    UNION ALL SELECT DISTINCT '/indicators/{{name}}/units/{{unit}}', '/indicators/' || indicator || '/units/' || unit_code
    FROM ops.indicator_figure WHERE unit_code <> '430981'
    UNION ALL SELECT DISTINCT '/months/{{period}}', '/months/' || period FROM ops.submission
    UNION ALL SELECT '/alerts/{{number}}', '/alerts/' || alert_id FROM ops.alert
    -- Pages that show something else when they are asked for one thing.
    UNION ALL SELECT DISTINCT '/ of one month', '/?period=' || period FROM ops.submission
    UNION ALL (
        SELECT '/tracing/{{sheet_id}}/{{row}}', '/tracing/' || sheet_id || '/' || header_row + 1
        FROM ops.submission_sheet
        WHERE rows_read > 0
        LIMIT 50
    )
)
SELECT page, address
FROM (SELECT *, row_number() OVER (PARTITION BY page ORDER BY md5(address)) AS nth FROM address) AS numbered
WHERE nth <= %(each)s
ORDER BY page, nth
