-- grain: one row per unit: the first day of the first month whose posts it reported
-- parameters: none
SELECT sender, min(valid_from) AS first_day
FROM core.public_welfare_post
WHERE recorded_to IS NULL
GROUP BY sender
