-- grain: one row per month that was judged
-- parameters: none
SELECT DISTINCT period FROM ops.judgement ORDER BY period
