-- grain: one month for which something was ever received, the newest first
-- parameters: most
-- One look into the index per month, however many submissions there are.
WITH RECURSIVE month AS (
    (SELECT period FROM ops.submission ORDER BY period DESC LIMIT 1)
    UNION ALL
    SELECT (SELECT submission.period FROM ops.submission WHERE submission.period < month.period
            ORDER BY submission.period DESC LIMIT 1)
    FROM month
    WHERE month.period IS NOT NULL
)
SELECT period FROM month WHERE period IS NOT NULL LIMIT %(most)s
