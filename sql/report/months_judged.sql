-- grain: one month that was judged lately
-- parameters: moment
SELECT DISTINCT period FROM ops.judgement WHERE judged_at >= %(moment)s ORDER BY period
