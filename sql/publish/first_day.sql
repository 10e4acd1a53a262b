-- grain: one row: the first day of the first month in which any unit reported posts, or null
-- parameters: none
SELECT min(valid_from) AS first_day
FROM core.public_welfare_post
WHERE recorded_to IS NULL
