-- grain: no rows
-- parameters: submission_id
UPDATE ops.submission
SET is_staged = true
WHERE submission_id = %(submission_id)s
