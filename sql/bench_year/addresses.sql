-- grain: one value that a part of a page's address can have
-- parameters: each (how many of a kind at most)
SELECT name, value
FROM (
    SELECT *, row_number() OVER (PARTITION BY name ORDER BY md5(value)) AS nth
    FROM (
        SELECT DISTINCT 'unit_code' AS name, unit_code AS value FROM ops.submission WHERE unit_code IS NOT NULL
        UNION ALL SELECT DISTINCT 'period', period FROM ops.submission
        UNION ALL SELECT DISTINCT 'month', period FROM ops.submission
        UNION ALL SELECT DISTINCT 'quarter', quarter FROM ops.post_balance
        UNION ALL SELECT DISTINCT 'slug', slug FROM ops.finding
        UNION ALL SELECT DISTINCT 'entity', entity FROM ops.submission_sheet
        UNION ALL SELECT DISTINCT 'dataset', dataset FROM ops.publication
        UNION ALL SELECT 'publication_id', publication_id::text FROM ops.publication
        UNION ALL SELECT 'batch_id', batch_id::text FROM ops.batch
        UNION ALL SELECT 'pair_id', pair_id::text FROM ops.identity_pair
        UNION ALL SELECT 'reconciliation_id', reconciliation_id::text FROM ops.reconciliation
        UNION ALL SELECT 'alert_id', alert_id::text FROM ops.alert
        UNION ALL SELECT 'submission_id', submission_id::text FROM ops.submission
        UNION ALL SELECT 'file_id', file_id::text FROM ops.submission_file
        UNION ALL SELECT DISTINCT 'indicator', indicator FROM ops.indicator_figure
    ) AS every
) AS numbered
WHERE nth <= %(each)s
ORDER BY name, nth
