-- grain: one row per status and code that the platform's receipts of a batch have, with what was not used of them
-- parameters: batch_id
SELECT status, code, count(*)::integer AS receipts, (count(set_aside))::integer AS set_aside, max(seen_at) AS seen_at
FROM ops.receipt
WHERE batch_id = %(batch_id)s
GROUP BY status, code
ORDER BY status COLLATE "C", code COLLATE "C"
