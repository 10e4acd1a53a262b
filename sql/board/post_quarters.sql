-- grain: one row per quarter with posts, the newest first
-- parameters: none
SELECT quarter, sum(opening)::integer AS opening, sum(joined)::integer AS joined, sum(exited)::integer AS exited,
       sum(closing)::integer AS closing, sum(unbalanced)::integer AS unbalanced, sum(paid) AS paid,
       count(DISTINCT unit_code)::integer AS units, max(counted_at) AS counted_at
FROM ops.post_balance
GROUP BY quarter
ORDER BY quarter COLLATE "C" DESC
