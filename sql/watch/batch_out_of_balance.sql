-- grain: one row per batch whose receipts do not add up
-- parameters: none
SELECT client_ref AS subject, sent_at AS since, row_count AS rows
FROM ops.batch
WHERE state = 'out_of_balance'
