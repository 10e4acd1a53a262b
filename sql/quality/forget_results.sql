-- grain: no rows; the answers that no judging names any more
-- parameters: none
DELETE FROM ops.validation_result AS gone
WHERE NOT EXISTS (SELECT FROM ops.validation AS kept WHERE kept.sha256 = gone.sha256)
